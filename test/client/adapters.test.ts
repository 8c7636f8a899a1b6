import Fastify from 'fastify'
import t from 'tap'
import { addAxiosRetry, ApiError, createReader, isApiError, kyOptions } from '../../src/client.ts'
import { loadContract } from '../../src/envelope/load.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'

const errors = toErrorData((await loadContract('http')).catalog)

class ConflictError extends ApiError<{ conflict: { status: 409, retry: 'never', details: object } }, 'conflict'> {
  static override readonly className: string = 'ConflictError'
}
const classes = { conflict: ConflictError }

const bodyOf = (code: string) => ({ error: { code, message: 'M.', request_id: 'r' } })

t.test('the options for ky turn its errors into errors of the catalog and leave retries to the catalog', async t => {
  const { retry, fetch, hooks: { beforeError: [hook] } } = kyOptions(errors, { classes })
  t.equal(retry, 0)
  const response = Response.json(bodyOf('conflict'), { status: 409 })
  const error = Object.assign(new Error('HTTPError'), { response })
  for (const given of [error, { error, request: {} }]) t.ok(await hook?.(given) as unknown instanceof ConflictError)
  t.ok(await kyOptions(errors).hooks.beforeError[0]?.(error) as unknown instanceof ApiError, 'without classes')
  const success = Object.assign(new Error('HTTPError'), { response: new Response('fine') })
  t.equal(await hook?.(success), success, 'what is no failure stays as it is')

  const app = Fastify()
  t.teardown(async () => await app.close())
  let requests = 0
  app.get('/', async (_request, reply) => ++requests < 2 ? await reply.code(503).send(bodyOf('unavailable')) : 'fine')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  t.equal(await (await fetch(url)).text(), 'fine')
  t.equal(requests, 2)
})

/** An object that calls interceptors as axios does. */
function createAxios (responses: ReadonlyArray<object | undefined>) {
  let rejected: (error: unknown) => unknown = () => {}
  const sent: unknown[] = []
  const request = async (config: never): Promise<unknown> => {
    const response = responses[sent.push(config) - 1]
    if (response === undefined) return 'fine'
    return await (async () => { throw Object.assign(new Error('AxiosError'), { config, ...response }) })().catch(rejected)
  }
  return { sent, request, interceptors: { response: { use: (_: undefined, handle: typeof rejected) => { rejected = handle } } } }
}

t.test('the interceptor for axios retries as the catalog says and throws errors of its classes', async t => {
  const failed = (status: number, code: string) => ({ response: { status, headers: {}, data: bodyOf(code) } })
  const reset = { code: 'ECONNRESET' }
  const key = { get: (name: string) => name === 'idempotency-key' ? 'k' : undefined }
  for (const [responses, config, want] of [
    [[failed(409, 'conflict')], {}, 'ConflictError after 1'],
    [[failed(503, 'unavailable'), failed(503, 'unavailable')], { method: 'get' }, 'fine after 3'],
    [[failed(503, 'unavailable'), undefined], {}, 'fine after 2'],
    [[failed(503, 'unavailable')], { method: 'post' }, 'ApiError after 1'],
    [[failed(503, 'unavailable')], { method: 'post', headers: key }, 'fine after 2'],
    [[reset, reset, reset], { method: 'put' }, 'ApiError after 3'],
    [[reset], { method: 'post', headers: {} }, 'ApiError after 1']
  ] as const) {
    const axios = createAxios(responses)
    addAxiosRetry(axios, errors, { classes, maxWait: 0.01 })
    const result = await axios.request(config as never).catch((error: Error) => isApiError(error) ? error.name : 'foreign')
    t.equal(`${result} after ${axios.sent.length}`, want, JSON.stringify(config))
  }
  const plain = createAxios([failed(409, 'conflict')])
  addAxiosRetry(plain, errors)
  await t.rejects(plain.request({} as never), { name: 'ApiError', code: 'conflict' }, 'without classes')
})

t.test('the interceptor for axios rethrows errors that are not failures of the API', async t => {
  const axios = createAxios([{ config: undefined }])
  addAxiosRetry(axios, errors)
  await t.rejects(axios.request({} as never), { message: 'AxiosError' }, 'an error without a request')
  const success = createAxios([{ response: { status: 200, headers: {}, data: {} } }])
  addAxiosRetry(success, errors)
  await t.rejects(success.request({} as never), { message: 'AxiosError' }, 'an error of the caller beside a success')
  t.equal(await createReader(errors)({ status: 200, headers: {}, data: {} }), undefined)
})
