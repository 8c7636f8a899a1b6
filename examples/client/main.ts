// A shop charges cards through a proxy that loses, cuts and replaces responses. No card is charged twice: `node --import tsx examples/client/main.ts`
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createReader, toError, withRetry } from 'fastify-error-catalog/client'
import { CardDeclinedError, classes, errors } from './errors.ts'
import { createFlakyProxy } from './proxy.ts'
import { createPayments } from './server.ts'

const { app, charges } = await createPayments()
const proxy = createFlakyProxy(await app.listen({ port: 0, host: '127.0.0.1' })).listen(0, '127.0.0.1')
await once(proxy, 'listening')
const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/payments`

let retries = 0
const read = createReader(errors)
const call = withRetry(fetch, errors, { idempotencyKey: true, attempts: 8, maxWait: 0.05, onFailure: (_, { retry }) => { retries += Number(retry) } })

async function pay (amount: number): Promise<unknown> {
  const response = await call(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ amount }) })
  const failure = await read(response)
  if (failure !== undefined) throw toError(failure, classes)
  return await response.json()
}

const amounts = Array.from({ length: 20 }, (_, index) => index + 1)
for (const amount of amounts) await pay(amount)
console.log(`${amounts.length} payments, ${charges.length} charges, ${new Set(charges).size} different, ${retries > 0 ? 'with' : 'without'} retries`)
try {
  await pay(5000)
} catch (error) {
  if (!(error instanceof CardDeclinedError)) throw error
  console.log(`${error.code}: ${error.details.reason}`)
}
proxy.close().closeAllConnections()
await app.close()
