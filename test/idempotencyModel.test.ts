import { deepEqual, equal } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { mock } from 'node:test'
import fc from 'fast-check'
import t from 'tap'
import { CatalogError } from '../src/index.ts'
import { codeOf, keyed } from './keyed.ts'
import type { Got } from './serve.ts'

/** Between the times that pass, so that nothing ends just as it is asked for. */
const ttl = { lockTtl: 10_500, replyTtl: 60_500, keyTtl: 120_500 }

const outcomes = { created: 201, declined: 409, bug: 500, stream: 200 } as const

type Outcome = keyof typeof outcomes

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ owner: fc.constantFrom('acme', 'globex'), key: fc.constantFrom('k1', 'k2'), body: fc.constantFrom(1, 2) }) },
  { weight: 4, arbitrary: fc.record({ which: fc.nat(5), outcome: fc.constantFrom(...Object.keys(outcomes) as Outcome[]) }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 11, 61, 121).map(seconds => ({ seconds })) }
)

/** What the model knows of a key: who runs with it, or what was answered. */
type Known = { body: number, until: number } & ({ run: number } | { text?: string, replyUntil: number })

interface Running {
  readonly run: number
  readonly id: string
  readonly body: number
  readonly got: Promise<Got>
}

t.test('whatever is asked, ends and expires in whatever order, each request gets what the model says', async t => {
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  let runs = 0
  let begin = () => {}
  const ends = new Map<number, (outcome: Outcome) => void>()
  const { post } = await keyed(t, app => {
    app.post('/payments', async (_request, reply) => {
      const run = ++runs
      const outcome = await new Promise<Outcome>(resolve => {
        ends.set(run, resolve)
        begin()
      })
      if (outcome === 'declined') throw new CatalogError('conflict')
      if (outcome === 'bug') throw new Error('bug')
      return outcome === 'stream' ? reply.send(Readable.from([String(run)])) : reply.code(201).send({ run })
    })
  }, { options: ttl })

  let round = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
    round++
    const known = new Map<string, Known>()
    const running: Running[] = []
    const knownOf = (id: string) => {
      const found = known.get(id)
      return found !== undefined && found.until > Date.now() ? found : undefined
    }

    async function ask (owner: string, key: string, body: number) {
      const id = `${owner} ${key}`
      const found = knownOf(id)
      const begun = new Promise<void>(resolve => { begin = resolve })
      const before = runs
      const got = post('/payments', `${round}-${key}`, { body }, { 'x-owner': owner })
      if (found === undefined) {
        await Promise.race([begun, got])
        equal(runs, before + 1, 'it runs')
        known.set(id, { body, run: runs, until: Date.now() + ttl.lockTtl })
        running.push({ run: runs, id, body, got })
        return
      }
      const answer = await got
      const { text, headers } = answer
      equal(runs, before, 'it does not run')
      if (found.body !== body) equal(codeOf(answer), 'idempotency_key_mismatch')
      else if ('run' in found) equal(codeOf(answer), 'idempotency_key_in_flight')
      else if (found.text === undefined || found.replyUntil < Date.now()) equal(codeOf(answer), 'idempotency_key_expired')
      else deepEqual([text, headers['idempotent-replayed']], [found.text, 'true'])
    }

    async function end (index: number, outcome: Outcome) {
      const [ended] = running.splice(index, 1)
      if (ended === undefined) return
      const { run, id, body, got } = ended
      ends.get(run)?.(outcome)
      const { status, text } = await got
      equal(status, outcomes[outcome], 'who was the first to ask is answered, come what may')
      const found = knownOf(id)
      if (found === undefined || !('run' in found) || found.run !== run) return
      if (outcome === 'bug') known.delete(id)
      else known.set(id, { body, until: Date.now() + ttl.keyTtl, replyUntil: Date.now() + ttl.replyTtl, ...outcome === 'stream' ? {} : { text } })
    }

    for (const what of steps) {
      if ('seconds' in what) mock.timers.setTime(Date.now() + what.seconds * 1000)
      else if ('key' in what) await ask(what.owner, what.key, what.body)
      else await end(what.which % Math.max(1, running.length), what.outcome)
    }
    while (running.length > 0) await end(0, 'bug')
  }), { numRuns: 60 })
})
