/** Reads a switch in this process and prints the view: `ip netns exec` runs it on the technician's PC. */
import { readWhole } from './reading.ts'

const [address = '', port = '161', version = '2c'] = process.argv.slice(2)
const { switch: found, neighbours } = await readWhole(Number(port), {
  address,
  access: { version: version === '1' ? '1' : '2c', community: 'public' },
})
process.stdout.write(JSON.stringify({ switch: found, neighbours }))
