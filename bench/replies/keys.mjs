// The cost of an Idempotency-Key. Each request has a new key.
import { addId } from './real.mjs'
import { request } from './request.mjs'
import { withCatalog, withFastify } from './servers.mjs'

const order = '{"customer":"cu_7"}'
const unkeyed = request('POST', '/orders', order)
const keyed = at => request('POST', '/orders', order, `Idempotency-Key: "key-${at}"\r\n`)

const addOrder = app => { app.post('/orders', async () => ({ id: 'or_1' })) }

/** The first version that many people write: responses by key in a map, with neither locks nor fingerprints. */
const mapped = async app => {
  const { LRUCache } = await import('lru-cache')
  const replies = new LRUCache({ max: 10_000 })
  app.addHook('preHandler', (request, reply, done) => {
    const kept = replies.get(request.headers['idempotency-key'])
    if (kept === undefined) done()
    else reply.code(kept.status).headers(kept.headers).send(kept.payload)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    replies.set(request.headers['idempotency-key'], { status: reply.statusCode, headers: reply.getHeaders(), payload })
    done(null, payload)
  })
  addOrder(app)
}

const withKeys = prepare => withCatalog(async app => {
  const { createMemoryStore, idempotency } = await import('../../dist/esm/idempotency.js')
  // By default one owner may have 50,000 keys: further requests would be refused.
  const store = createMemoryStore({ maxKeys: 1_000_000 })
  await app.register(idempotency, { owner: () => 'acme', store })
  prepare(app, store)
})

const outcome = {
  reply: '[200,{"content-type":"application/json; charset=utf-8"},"object","text"]\n{"id":"or_1"}', replyTtl: 86_400_000, keyTtl: 604_800_000
}
/** The handler calls the store as the plugin would, with texts of the same length. */
const callStore = (app, store) => {
  let at = 0
  app.post('/orders', async () => {
    const id = `id-as-long-as-a-hash-in-base64-is-${at++}`.padEnd(43)
    const lock = { token: `token-as-long-as-a-uuid-${at}`.padEnd(36), fingerprint: `hash-${at}`.padEnd(43), owner: 'acme' }
    store.lock(id, lock, 30_000)
    store.finish(id, lock, outcome)
    return { id: 'or_1' }
  })
}

const storeOnly = 'without a key, its handler calls the store'

export const keys = {
  'a request with an idempotency key': { request: keyed, status: 200, variants: { 'a map and two hooks': withFastify(mapped, [addId]), ours: withKeys(addOrder) } },
  'with and without a key': {
    request: { 'without a key': unkeyed, [storeOnly]: unkeyed, 'with a key': keyed },
    status: 200,
    variants: { 'without a key': withKeys(addOrder), [storeOnly]: withKeys(callStore), 'with a key': withKeys(addOrder) }
  }
}
