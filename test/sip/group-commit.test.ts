import { describe, expect, it } from 'vitest'
import { GroupCommit } from '#electron/sip/registrar/group-commit.ts'

/** A store whose transactions are counted and run when `turn` is called. */
function store() {
  const turns: (() => void)[] = []
  const transactions: string[][] = []
  let failing = false
  const commits = new GroupCommit(
    (work) => {
      transactions.push([])
      work()
      if (failing) throw new Error('disk full')
    },
    (then) => void turns.push(then),
  )
  return {
    transactions,
    fail: (value: boolean) => {
      failing = value
    },
    run: (name: string) => commits.run(() => void transactions.at(-1)?.push(name)),
    turn: () => turns.shift()?.(),
    turns,
  }
}

describe('a group commit', () => {
  it('runs the writes of one turn in one transaction, in order', async () => {
    const { run, turn, turns, transactions } = store()
    const all = [run('a'), run('b'), run('c')]
    expect([turns.length, transactions]).toEqual([1, []])
    turn()
    await Promise.all(all)
    const later = run('d')
    turn()
    await later
    expect(transactions).toEqual([['a', 'b', 'c'], ['d']])
  })

  it('rejects every write of a transaction that fails, and goes on', async () => {
    const { run, turn, fail } = store()
    fail(true)
    const all = [run('a'), run('b')]
    turn()
    const settled = await Promise.allSettled(all)
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    fail(false)
    const later = run('c')
    turn()
    await later
  })

  it('waits for the next turn of the event loop by default', async () => {
    const written: string[] = []
    const commits = new GroupCommit((work) => work())
    const all = [commits.run(() => void written.push('a')), commits.run(() => void written.push('b'))]
    await Promise.resolve()
    expect(written).toEqual([])
    await Promise.all(all)
    expect(written).toEqual(['a', 'b'])
  })
})
