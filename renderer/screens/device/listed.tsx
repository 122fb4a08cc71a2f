/** The rows of the catalogue behind a device's verdict, with the notes that apply to it. */

import { makeStyles, tokens } from '@fluentui/react-components'
import type { Catalogue, CatalogueRow } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { bare } from '#shared/model/text-search.ts'
import { words } from '#shared/words/index.ts'
import { useCatalogue } from '../../connection/catalogue.ts'
import { CatalogueRowCard } from '../../parts/catalogue-row.tsx'
import { Panel } from '../../parts/layout.tsx'

const useStyles = makeStyles({
  title: { margin: '0 0 8px', fontSize: tokens.fontSizeBase300 },
  row: { '& + &': { marginTop: '18px' } },
})

/**
 * A verdict names its rows by model, and two vendors may use the same model name. Rows of the device's vendor are preferred, unless the
 * page names that vendor differently. Identical rows are shown once.
 */
function rowsOf({ identity, verdict }: JobDevice, catalogue: Catalogue): CatalogueRow[] {
  const named = catalogue.rows.filter(({ model }) => verdict.models?.includes(model) === true)
  const vendor = bare(identity.vendor ?? '')
  const own = named.filter((row) => bare(row.vendor) === vendor)
  const rows = own.length > 0 ? own : named
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

export function Listed({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { data } = useCatalogue()
  const rows = data === undefined ? [] : rowsOf(device, data)
  return (
    <>
      {rows.length === 0 ? <p>{words.states.verdictReason(device.verdict)}</p> : null}
      {data === undefined
        ? null
        : rows.map((row) => (
            <div key={`${row.model} ${row.approved}`} className={styles.row}>
              <h3 className={styles.title}>
                {row.vendor} {row.model}
              </h3>
              <CatalogueRowCard row={row} catalogue={data} />
            </div>
          ))}
    </>
  )
}

export function ListedPanel({ device }: { device: JobDevice }) {
  return (
    <Panel title={words.deviceScreen.inCatalogue}>
      <Listed device={device} />
    </Panel>
  )
}
