import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { answered } from './blocks.ts'
import { freePort } from '../freePort.ts'
import { patience, startRedis, until } from '../redis.ts'

const page = readFileSync(new URL('../../docs/guides/idempotency.md', import.meta.url), 'utf8')
const blocks = new Map([...page.matchAll(/<!-- (\w+) -->\n```\w+\n([^]*?)```/g)].map(([, name, block]) => [name, block as string]))
const source = (name: string) => JSON.stringify(fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url)))

t.test('every block of the page has its test', async t => {
  t.same([...blocks.keys()], ['one', 'told', 'redis'])
  t.equal(page.split('```').length - 1, 2 * blocks.size)
})

/** Run a block as a module. */
async function run (t: Test, name: string) {
  const text = (blocks.get(name) as string).replace("'fastify-error-catalog'", source('index')).replace("'fastify-error-catalog/idempotency'", source('idempotency'))
  const exported = await import(pathToFileURL(join(t.testdir({ [`${name}.ts`]: text }), `${name}.ts`)).href) as { app: FastifyInstance, redis: Redis }
  t.teardown(() => exported.app.close())
  return { ...exported, url: await exported.app.listen({ port: 0, host: '127.0.0.1' }) }
}

t.test('the page shows the actual responses', async t => {
  const { url } = await run(t, 'one')
  for (const line of (blocks.get('told') as string).trim().split('\n')) t.equal(await answered(url, line), line)
})

t.test('the options for Redis equal the options of the Redis tests', async t => {
  const port = await freePort()
  process.env['REDIS_URL'] = `redis://127.0.0.1:${port}`
  t.teardown(() => { delete process.env['REDIS_URL'] })
  const { url, redis } = await run(t, 'redis')
  t.teardown(() => redis.disconnect())
  t.match(redis.options, patience)
  const post = async () => {
    const response = await fetch(`${url}/payments`, { method: 'POST', headers: { 'idempotency-key': 'k', authorization: 'Bearer key-of-acme' } })
    return [response.status, response.headers.get('idempotent-replayed')]
  }
  t.same(await post(), [503, null])
  const ready = until(redis, 'ready')
  await startRedis(t, port)
  await ready
  t.same(await post(), [200, null])
  t.same(await post(), [200, 'true'])
})
