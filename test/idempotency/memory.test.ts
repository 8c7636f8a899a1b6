import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { createMemoryStore } from '../../src/idempotency.ts'
import { createToken } from '../../src/idempotency/token.ts'

/** docs/guides/idempotency.md states this bound. Measured on Node.js 20: 31 MiB of keys and 37 MiB of replies. */
const maxMiB = 100

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')
const replyOf = (index: number) => JSON.stringify({
  status: 201, headers: { 'content-type': 'application/json; charset=utf-8', location: `/payments/${index}` }, body: `{"id":${index},"state":"paid","amount":1200}`
})

t.test('100,000 keys of 100 owners with their replies take less heap than the guide says', async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  const before = used()
  const store = createMemoryStore()
  for (let index = 0; index < 100_000; index++) {
    const [id, lock] = [hash(`id ${index}`), { token: createToken(), fingerprint: hash(`body ${index}`), owner: `owner-${index % 100}` }]
    await store.lock(id, lock, 60_000)
    await store.finish(id, lock, { reply: replyOf(index), replyTtl: 86_400_000, keyTtl: 86_400_000 })
  }
  const grown = used() - before
  t.ok(grown < maxMiB, `${Math.round(grown)} MiB`)
  const known = await store.lock(hash('id 7'), { token: 'x', fingerprint: 'x', owner: 'x' }, 1)
  t.match(known, { isLocked: false, reply: replyOf(7) })
  await t.rejects(async () => { await store.lock('new', { token: 'x', fingerprint: 'x', owner: 'x' }, 1) }, { message: /100000 keys/ })
})

t.test('a key that has expired takes its reply with it', async t => {
  const store = createMemoryStore()
  const first = { token: createToken(), fingerprint: 'first', owner: 'acme' }
  await store.lock('id', first, 60_000)
  await store.finish('id', first, { reply: replyOf(1), replyTtl: 86_400_000, keyTtl: 1 })
  await setTimeout(50)
  const second = { token: createToken(), fingerprint: 'second', owner: 'acme' }
  t.equal(await store.lock('id', second, 60_000), undefined, 'the key is new')
  await store.finish('id', second, { replyTtl: 86_400_000, keyTtl: 86_400_000 })
  t.same(await store.lock('id', first, 60_000), { fingerprint: 'second', isLocked: false })
})
