import { deepEqual, equal, ok } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { createMemoryStore, createRedisStore, type IdempotencyStore, type Lock } from '../../src/idempotency.ts'
import { CatalogError } from '../../src/index.ts'
import { clock, codeOf, keyed } from './keyed.ts'
import { freePort } from '../freePort.ts'
import { startRedis } from '../redis.ts'
import type { Got } from '../serve.ts'

/** Between the times that pass, so that nothing ends just as it is asked for. */
const ttl = { replyTtl: 60_500, keyTtl: 120_500 }

/** The status of each outcome of a handler, and what it does to the key. */
const outcomes = {
  created: [201, 'replay'],
  declined: [409, 'replay'],
  bug: [500, 'replay'],
  stream: [200, 'key'],
  later: [503, 'free'],
  timeout: [503, 'late']
} as const

type Outcome = keyof typeof outcomes

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ owner: fc.constantFrom('acme', 'globex'), key: fc.constantFrom('k1', 'k2'), body: fc.constantFrom(1, 2) }) },
  { weight: 5, arbitrary: fc.record({ which: fc.nat(5), outcome: fc.constantFrom(...Object.keys(outcomes) as Outcome[]) }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 31, 61, 121).map(seconds => ({ seconds })) },
  { weight: 1, arbitrary: fc.constantFrom(-1e9, 1e9).map(wallClock => ({ wallClock })) },
  { weight: 1, arbitrary: fc.constant({ crash: true }) },
  { weight: 2, arbitrary: fc.constantFrom('lock', 'lock is lost', 'finish', 'finish is lost', 'release').map(fault => ({ fault })) }
)

/** The state of a key in the model: the run that holds it, or the stored response. */
type Known = { body: number, until: number } & ({ run: number } | { text?: string, replyUntil: number })

interface Running {
  readonly run: number
  readonly id: string
  readonly body: number
  readonly got: Promise<Got>
  isDead: boolean
}

/** A store whose process can die, and whose calls can fail once: before the store has seen them, or after. */
interface World {
  readonly store: IdempotencyStore
  fault: string | undefined
  /** All that the process knew is gone, and its locks have ended. */
  crash (): Promise<void>
  /** How many locks the living process holds. */
  held (): number
  /** Whether keys outlive the process. */
  readonly isShared: boolean
  /** Let the keys of finished requests grow older. */
  pass (milliseconds: number): unknown
}

function createWorld (open: () => IdempotencyStore, isShared: boolean, pass: World['pass']): World {
  let inner = open()
  let living = new Set<string>()
  const locks = new Map<string, Lock>()
  const call = async <T>(name: string, { token }: Lock, act: () => T | Promise<T>): Promise<T> => {
    if (name !== 'lock' && !living.has(token)) throw new Error('this process is dead')
    const { fault } = world
    if (fault?.startsWith(name)) world.fault = undefined
    if (fault === name) throw new Error(`${name} failed`)
    const result = await act()
    if (fault === `${name} is lost`) throw new Error(`the result of ${name} was lost`)
    return result
  }
  const world: World = {
    fault: undefined,
    isShared,
    pass,
    held: () => locks.size,
    store: {
      lock: (id, lock, lockTtl) => {
        living.add(lock.token)
        return call('lock', lock, async () => {
          const taken = await inner.lock(id, lock, lockTtl)
          if (taken === undefined) locks.set(id, lock)
          return taken
        })
      },
      finish: (id, lock, outcome) => call('finish', lock, async () => {
        locks.delete(id)
        return inner.finish(id, lock, outcome)
      }),
      release: (id, lock) => call('release', lock, async () => {
        if (locks.get(id) === lock) locks.delete(id)
        return inner.release(id, lock)
      })
    },
    async crash () {
      living = new Set()
      if (isShared) for (const [id, lock] of locks) await inner.release(id, lock)
      else inner = open()
      locks.clear()
    }
  }
  return world
}

async function explore (t: Test, world: World, numRuns: number) {
  let now = 0
  const realDate = Date.now
  t.teardown(() => { Date.now = realDate })
  let runs = 0
  let begin = () => {}
  const ends = new Map<number, (outcome: Outcome) => void>()
  const late = new Map<number, () => void>()
  const { ask: send } = await keyed(t, app => {
    app.post('/payments', { handlerTimeout: 60_000 }, async (request, reply) => {
      const run = ++runs
      const outcome = await new Promise<Outcome>(resolve => {
        ends.set(run, resolve)
        begin()
      })
      if (outcome === 'declined') throw new CatalogError('conflict')
      if (outcome === 'later') throw new CatalogError('unavailable')
      if (outcome === 'bug') throw new Error('bug')
      if (outcome === 'timeout') {
        // What the timer of Fastify does (lib/route.js), at the time of the model.
        const over = new Promise<void>(resolve => { late.set(run, resolve) })
        reply.send(Object.assign(new Error('too late'), { code: 'FST_ERR_HANDLER_TIMEOUT', statusCode: 503 }))
        await over
        return { run }
      }
      return outcome === 'stream' ? reply.send(Readable.from([String(run)])) : reply.code(201).send({ run })
    })
  }, { options: { ...ttl, store: world.store, fingerprint: ({ headers }) => String(headers['x-body']) } })
  const post = (key: string, body: number, owner: string) => send('/payments', { method: 'POST', headers: { 'idempotency-key': key, 'x-body': String(body), 'x-owner': owner } })

  let round = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
    round++
    world.fault = undefined
    const known = new Map<string, Known>()
    const running: Running[] = []
    const find = (id: string) => {
      const found = known.get(id)
      return found !== undefined && found.until > now ? found : undefined
    }
    /** What the store has not learnt by the first call it learns in the background. */
    const settled = async () => {
      while (world.held() > running.filter(({ isDead }) => !isDead).length) await wait(5)
    }

    async function ask (owner: string, key: string, body: number) {
      const id = `${owner} ${key}`
      const found = find(id)
      const faulty = world.fault?.startsWith('lock') === true
      const begun = new Promise<void>(resolve => { begin = resolve })
      const before = runs
      const name = `${round}-${key}`
      if (faulty) {
        equal(codeOf(await post(name, body, owner)), 'unavailable')
        equal(runs, before, 'without its store nothing runs')
        await settled()
        return
      }
      if (found === undefined) {
        const got = post(name, body, owner)
        await Promise.race([begun, got])
        equal(runs, before + 1, 'it runs')
        known.set(id, { body, run: runs, until: Infinity })
        running.push({ run: runs, id, body, got, isDead: false })
        return
      }
      const answer = await post(name, body, owner)
      equal(runs, before, 'it does not run')
      if (found.body !== body) equal(codeOf(answer), 'idempotency_key_mismatch')
      else if ('run' in found) equal(codeOf(answer), 'idempotency_key_in_flight')
      else if (found.text === undefined || found.replyUntil < now) equal(codeOf(answer), 'idempotency_key_expired')
      else deepEqual([answer.text, answer.headers['idempotent-replayed']], [found.text, 'true'])
    }

    async function end (index: number, outcome: Outcome) {
      const [ended] = running.splice(index, 1)
      if (ended === undefined) return
      const { run, id, body, got, isDead } = ended
      ends.get(run)?.(outcome)
      const { status, text } = await got
      equal(status, outcomes[outcome][0], 'the first request is answered, come what may')
      late.get(run)?.()
      await settled()
      if (isDead) return
      const kind = outcomes[outcome][1]
      if (kind === 'free') known.delete(id)
      else known.set(id, { body, until: now + ttl.keyTtl, replyUntil: now + ttl.replyTtl, ...kind === 'key' ? {} : { text: kind === 'late' ? JSON.stringify({ run }) : text } })
    }

    for (const what of steps) {
      if ('seconds' in what) {
        now += what.seconds * 1000
        await world.pass(what.seconds * 1000)
      } else if ('wallClock' in what) Date.now = () => realDate() + what.wallClock
      else if ('crash' in what) {
        await world.crash()
        for (const request of running) request.isDead = true
        for (const [id, found] of known) if (!world.isShared || 'run' in found) known.delete(id)
      } else if ('fault' in what) world.fault = what.fault
      else if ('key' in what) await ask(what.owner, what.key, what.body)
      else await end(what.which % Math.max(1, running.length), what.outcome)
    }
    while (running.length > 0) await end(0, 'bug')
    world.fault = undefined
  }), { numRuns })
}

t.test('requests, failures and expiries in any order give each request the response of the model: memory', async t => {
  await explore(t, createWorld(() => createMemoryStore(), false, clock(t).pass), 60)
})

/**
 * A store whose keys expire by the clock of the test, not by that of Redis: after `finish` each key is made persistent, and its time is
 * kept here. `PTTL` shows that Redis was given that time.
 */
function withClock (client: Redis, store: IdempotencyStore) {
  const left = new Map<string, number>()
  const keep = async (key: string, given: number) => {
    const time = await client.pttl(key)
    left.delete(key)
    if (time === -2) return
    ok(time <= given && time > given - 50_000, `${key} expires after ${time} of ${given} ms`)
    await client.persist(key)
    left.set(key, given)
  }
  return {
    store: {
      ...store,
      finish: async (id, lock, outcome) => {
        const finished = await store.finish(id, lock, outcome)
        if (finished === 'lost') return finished
        await keep(`idempotency:{${id}}`, outcome.keyTtl)
        await keep(`idempotency:{${id}}:reply`, outcome.replyTtl)
        return finished
      }
    } satisfies IdempotencyStore,
    async pass (milliseconds: number) {
      for (const [key, time] of left) {
        left.set(key, time - milliseconds)
        if (time > milliseconds) continue
        left.delete(key)
        await client.del(key)
      }
    }
  }
}

t.test('requests, failures and expiries in any order give each request the response of the model: Redis', async t => {
  const { client } = await startRedis(t, await freePort())
  const { store, pass } = withClock(client, createRedisStore(client))
  await explore(t, createWorld(() => store, true, pass), 40)
})
