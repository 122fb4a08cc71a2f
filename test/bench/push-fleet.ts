/** A process with practice devices that answer slowly: `node push-fleet.ts COUNT PACE`. Prints the devices as a line of JSON. */
import { openFleet } from '../support/practice-fleet.ts'

const [count = '', pace = ''] = process.argv.slice(2)
const fleet = await openFleet(Number(count), Number(pace))
for (const handle of fleet.handles) handle.misbehave('slow', true)
process.stdout.write(`${JSON.stringify(fleet.devices)}\n`)
