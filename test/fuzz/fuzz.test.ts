import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance, type FastifyReply, type InjectOptions } from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { swallowed, places } from './places.ts'
import { build, type Recipe } from './recipe.ts'
import { watchProgress } from './progress.ts'
import { addPlaces } from './target.ts'
import { serve } from '../serve.ts'

/** In a separate process: coverage costs more than the requests, and the process must see only events of this test. */
async function fuzz (...args: string[]) {
  // tap reads of the environment whether a process that it has started is measured (@tapjs/processinfo, register-coverage).
  const env = { PATH: process.env['PATH'], _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('run.ts', import.meta.url)), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, status: status as number | null }
}

t.test('20 000 hostile values each get one envelope that contains no secret', async t => {
  const runs = await Promise.all(['2601', '2602'].map(seed => fuzz('--values', '10000', '--seed', seed)))
  let answered = 0
  for (const { stdout, stderr, status } of runs) {
    t.equal(status, 0, stdout.slice(0, 20_000) + stderr)
    t.equal(stderr, '')
    const counts = JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}') as { answered?: number, perStatus?: object }
    answered += counts.answered ?? 0
    t.match(Object.keys(counts.perStatus ?? {}), ['400', '401', '404', '405', '409', '413', '415', '429', '500', '502', '503', '504'], 'the values reach every kind of entry')
  }
  t.ok(answered >= 20_000, `${answered} values`)
})

t.test('the fuzz test waits for a process that is slow, and not for a reply that never comes', async t => {
  let isStuck = false
  const watch = watchProgress(() => { isStuck = true }, 3)
  // Three times as long as the patience, but the event loop does not turn.
  for (const end = Date.now() + 1000; Date.now() < end;);
  watch.progress()
  await new Promise(resolve => setTimeout(resolve, 50))
  t.notOk(isStuck)
  await new Promise<void>(resolve => watchProgress(resolve, 3))
  await new Promise(resolve => setTimeout(resolve, 500))
  t.ok(isStuck)
  const stopped = watchProgress(() => t.fail('stopped'), 1)
  stopped.stop()
  await new Promise(resolve => setTimeout(resolve, 300))
})

/** The response of plain Fastify, or nothing when its event loop has turned many times without one. */
async function statusOf (app: FastifyInstance, request: InjectOptions): Promise<number | undefined> {
  const status = app.inject(request).then(({ statusCode }) => statusCode)
  const stuck = new Promise<undefined>(resolve => watchProgress(() => resolve(undefined), 10))
  return await Promise.race([status, stuck])
}

t.test('the values that the fuzz test omits are lost in Fastify itself', async t => {
  const none: Recipe[] = [{ is: undefined }, { is: null }]
  const other: Recipe[] = [{ is: 'text' }, { object: [['message', { is: 'text' }]] }]
  // Values for each row of the table: Fastify answers them with a success, or never where the row says so.
  const values = [none, [...none, { is: 0 }, { is: '' }], none, other, [{ odd: 'promise' }], [], other]
  t.equal(values.length, swallowed.length)
  for (const [index, row] of swallowed.entries()) {
    const recipes = values[index] as Recipe[]
    t.ok(recipes.every(recipe => row.values(build(recipe))), row.why)
    for (const place of Object.keys(places).filter(name => row.places.test(name))) {
      for (const recipe of recipes) {
        const app = Fastify()
        app.decorateReply('fail', function (this: FastifyReply) { return this })
        addPlaces(app, () => ({ style: 'nested', place, thrown: recipe }))
        const method = places[place]?.closes === true ? 'POST' : 'GET'
        const status = await statusOf(app, { method, url: `/${Object.keys(places).indexOf(place)}`, headers: { 'x-case': '0', 'content-type': 'text/fuzz' }, ...method === 'POST' ? { body: 'body' } : {} })
        t.ok(row.hangs === true ? status === undefined : (status ?? 999) < 300, `${status} of ${place}: ${JSON.stringify(recipe)}`)
        await app.close()
      }
    }
  }
})

t.test('a value whose prototype cannot be read is dropped after a failure was sent', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => {
      reply.fail('not_found')
      t.doesNotThrow(() => reply.send(build({ odd: 'bombs' })))
    })
  })
  t.equal((await ask('/')).status, 404)
  t.match(logs.find(({ msg }) => /^dropped a payload or an error/.test(String(msg))), { level: 40 })
})
