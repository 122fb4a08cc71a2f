/** Two jobs with a base and two handsets each, and a page that gives them other verdicts. */
import { openStore } from '#electron/store/open.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { device, endpoint, job } from '#test/store/matter.ts'
import { pageOf } from './pages.ts'

export const page = pageOf({
  date: '1/2/2026',
  rows: ['|Poly|Rove B2|8.0.11|8.0.11| | |', '|Poly|Rove 30|8.0.11|8.0.11| | |'],
})

export function filled(folder: string): ReturnType<typeof openStore> {
  const store = openStore(folder)
  for (const id of ['a', 'b']) {
    store.jobs.save(job(id))
    store.devices.save({ ...device(`base-${id}`, id) })
    store.endpoints.save({
      ...endpoint(`handset-${id}`, id),
      hardwareId: parseHardwareId('0003717C0E0A'),
      deviceId: `base-${id}`,
      model: 'Rove 30',
      firmware: '8.0.11.5',
    })
    store.endpoints.save({ ...endpoint(`typed-${id}`, id), hardwareId: parseHardwareId('0003717C0E0B') })
  }
  return store
}
