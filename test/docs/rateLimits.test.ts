import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { fieldsOf } from '../server/rateLimit/fieldsOf.ts'
import { freePort } from '../freePort.ts'
import { patience, startRedis, until } from '../redis.ts'

const page = readFileSync(new URL('../../docs/guides/rate-limits.md', import.meta.url), 'utf8')
const blocks = new Map([...page.matchAll(/<!-- (\w+) -->\n```\w+\n([^]*?)```/g)].map(([, name, block]) => [name, block as string]))
const source = JSON.stringify(fileURLToPath(new URL('../../src/index.ts', import.meta.url)))

t.test('every block of the page has its test', async t => {
  t.same([...blocks.keys()], ['one', 'several', 'wire', 'redis'])
  t.equal(page.split('```').length - 1, 2 * blocks.size)
})

/** Run a block as a module, and send requests to the server that it exports. */
async function run (t: Test, name: string) {
  const dir = t.testdir({ [`${name}.ts`]: (blocks.get(name) as string).replace("'fastify-error-catalog'", source) })
  const exported = await import(pathToFileURL(join(dir, `${name}.ts`)).href) as { app: FastifyInstance, redis: Redis }
  t.teardown(() => exported.app.close())
  const url = await exported.app.listen({ port: 0, host: '127.0.0.1' })
  return {
    ...exported,
    async ask (path: string, headers: Record<string, string> = {}) {
      const response = await fetch(url + path, { headers })
      return { status: response.status, phrase: response.statusText, headers: Object.fromEntries(response.headers), text: await response.text() }
    }
  }
}

t.test('one limit responds with the code of its role', async t => {
  const { ask } = await run(t, 'one')
  for (const [status, r] of [[200, 1], [200, 0], [429, 0]] as const) {
    const got = await ask('/invoices')
    t.equal(got.status, status)
    t.match(fieldsOf(got), [[['default', { q: 2 }]], [['default', { r }]]])
  }
})

t.test('several limits respond with their codes, as the page shows', async t => {
  const { ask } = await run(t, 'several')
  await ask('/payments', { 'x-key': 'key_1' })
  await ask('/payments', { 'x-key': 'key_1' })
  const { status, phrase, headers, text } = await ask('/payments', { 'x-key': 'key_1' })
  const wait = headers['retry-after'] as string
  const shown = ['retry-after', 'ratelimit-policy', 'ratelimit'].map(name => `${name}: ${headers[name]}\n`).join('')
  // A second may have passed since the window began.
  const got = `HTTP/1.1 ${status} ${phrase}\n${shown}\n${text}\n`.replaceAll(new RegExp(`(?<=after: |t=|another |Seconds":)${wait}\\b`, 'g'), '60')
  t.equal(got, blocks.get('wire'))
  for (const [key, want] of [['key_2', 200], ['key_2', 200], ['key_2', 429], ['key_3', 429]] as const) {
    t.equal((await ask('/payments', { 'x-key': key })).status, want, key)
  }
})

t.test('the options for Redis equal the options of the Redis tests', async t => {
  const port = await freePort()
  process.env['REDIS_URL'] = `redis://127.0.0.1:${port}`
  t.teardown(() => { delete process.env['REDIS_URL'] })
  const { ask, redis } = await run(t, 'redis')
  t.teardown(() => redis.disconnect())
  t.match(redis.options, patience)
  t.match(await ask('/invoices'), { status: 503, text: /"unavailable"/ })
  const ready = until(redis, 'ready')
  await startRedis(t, port)
  await ready
  t.match(fieldsOf(await ask('/invoices')), [[['client', { q: 100, w: 60 }]], [['client', { r: 99 }]]])
})
