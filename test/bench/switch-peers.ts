/** In the technician's namespace: reads the switch with Punchdown and with snmpbulkwalk in alternation. Prints one line of JSON. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readWhole } from '../switch/reading.ts'

const [address = '', rounds = '9'] = process.argv.slice(2)
const wholeLldp = '1.0.8802.1.1.2'
const sysUpTime = '1.3.6.1.2.1.1.3'

async function bulkwalk(oid: string): Promise<{ ms: number; rows: number }> {
  const since = performance.now()
  const child = spawn('snmpbulkwalk', ['-v2c', '-c', 'public', '-On', address, oid], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let rows = 0
  child.stdout.on('data', (chunk: Buffer) => {
    for (const octet of chunk) if (octet === 10) rows++
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`snmpbulkwalk: ${String(code)}`)
  return { ms: performance.now() - since, rows }
}

async function ours() {
  const since = performance.now()
  const view = await readWhole(161, { address })
  const ms = performance.now() - since
  const named = view.neighbours.filter(({ inventory }) => inventory?.model !== null)
  return { ms, neighbours: named.length, rows: view.switch.tables.reduce((sum, { rows }) => sum + rows, 0) }
}

const first = await ours()
const turns = []
for (let i = 0; i < Number(rounds); i++) {
  turns.push({ ours: await ours(), theirs: await bulkwalk(wholeLldp), start: await bulkwalk(sysUpTime) })
}
process.stdout.write(JSON.stringify({ first, turns }))
