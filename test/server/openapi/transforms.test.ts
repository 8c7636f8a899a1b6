import swagger, { type SwaggerOptions } from '@fastify/swagger'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog from '../../../src/index.ts'
import { withErrors } from '../../../src/openapi.ts'
import { catalog } from './catalog.ts'

type Data = Readonly<Record<string, any>>

async function serverOf (t: Test, options: object, route: object = {}) {
  const logs: Data[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { logs.push(JSON.parse(line) as Data) } } } })
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog })
  await app.register(swagger, { openapi: { openapi: '3.1.0' }, ...options } as SwaggerOptions)
  app.get('/', { config: { errors: ['not_found'] }, ...route }, async () => ({}))
  await app.ready()
  return { app, logs }
}

const statuses = (document: unknown, path = '/') => Object.keys((document as Data)['paths'][path].get.responses).join(' ')

t.test('a document that is asked for too early is an error that says so', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  app.addHook('onReady', async () => { t.throws(() => app.swagger(), { message: /^app.swagger\(\) was called before the errors of the routes are known: call it after app.ready/ }) })
  await app.register(errorCatalog, { catalog })
  app.get('/', async () => ({}))
  t.throws(() => app.swagger(), { message: '.swagger() must be called after .ready()' })
  await app.ready()
  t.equal(statuses(app.swagger()), '200 500')
})

/** Decorators whose document shows the errors. */
const shown: Readonly<Record<string, object>> = {
  'no transforms': {},
  'a transform that renames the URL': { transform: ({ schema }: { schema: object }) => ({ schema, url: '/renamed' }) },
  'a transform that gives no schema': { transform: () => ({ url: '/renamed' }) },
  'an explicit transform that drops everything': withErrors({ transform: () => ({ schema: {}, url: '/renamed' }) }),
  'an explicit transform that gives no schema': withErrors({ transform: () => ({ url: '/renamed' }) }),
  'explicit transforms of nothing': withErrors(),
  'explicit transforms that are null': withErrors({ transform: null, transformObject: null }),
  'a transformObject': { transformObject: ({ openapiObject }: { openapiObject: object }) => ({ ...openapiObject, 'x-mine': 1 }) },
  'an explicit transformObject': withErrors({ transformObject: ({ openapiObject }: { openapiObject: object }) => ({ ...openapiObject, 'x-mine': 1 }) })
}

for (const [title, options] of Object.entries(shown)) {
  t.test(`a document shows the errors with ${title}`, async t => {
    const { app, logs } = await serverOf(t, options)
    const document = app.swagger() as unknown as Data
    t.equal(statuses(document, Object.keys(document['paths'])[0]), '200 404 500')
    t.same(document['x-mine'], title.includes('transformObject') && !title.includes('null') ? 1 : undefined)
    t.same(Object.values(document['paths'])[0], { get: { ...(Object.values(document['paths'])[0] as Data)['get'], 'x-error-codes': ['not_found', 'internal_error'] } })
    t.same(logs, [])
  })
}

t.test('with withErrors the decorator may have another name', async t => {
  const { app } = await serverOf(t, { decorator: 'openapi', ...withErrors() })
  t.equal(statuses((app as unknown as { openapi: () => object }).openapi()), '200 404 500')
})

t.test('with withErrors Swagger 2.0 works too', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog })
  await app.register(swagger, { swagger: {}, ...withErrors() })
  app.get('/', { schema: { hide: false } }, async () => ({}))
  await app.register(async scope => {
    await scope.register(errorCatalog, { openapi: false })
    scope.get('/off', async () => ({}))
  })
  await app.ready()
  t.equal(statuses(app.swagger()), '200 500')
  t.equal(statuses(app.swagger(), '/off'), '200')
})

t.test('a transform sees the codes of the route', async t => {
  const seen: unknown[] = []
  const { app } = await serverOf(t, { transform: (data: { schema: Data, url: string }) => { seen.push([...data.schema['x-error-codes']]); return data } })
  app.swagger()
  t.same(seen[0], ['not_found', 'internal_error'])
})

t.test('withErrors takes a document without paths, and an error that is none', async t => {
  const document = { openapi: '3.1.0' }
  t.equal(withErrors().transformObject({ openapiObject: document }), document)
  // eslint-disable-next-line no-throw-literal -- a transform of the user may throw anything
  t.throws(() => withErrors({ transform: () => { throw undefined } }).transform({ url: '/' }), { message: /failed for the route \/: undefined/ })
})

t.test('where a transform drops the codes, one log line says what to do', async t => {
  const { app, logs } = await serverOf(t, { transform: () => ({ schema: {}, url: '/' }) })
  t.equal(statuses(app.swagger()), '200')
  app.swagger()
  t.match(logs.map(({ msg }) => msg), [/^the OpenAPI document shows no errors: the transform of @fastify\/swagger drops or copies "x-error-codes".*or the document is static\..*withErrors\(\{ transform \}\)/])
  const hidden = await serverOf(t, {}, { schema: { hide: true } })
  t.same((hidden.app.swagger() as unknown as Data)['paths'], {})
  t.same(hidden.logs, [])
})

t.test('the log has no line about documents of an unknown version or without visible routes', async t => {
  const { app, logs } = await serverOf(t, { openapi: { openapi: '4.0.0' } })
  app.swagger()
  t.same(logs, [])
  const hidden = await serverOf(t, {}, { schema: { hide: true } })
  t.same(hidden.app.swagger().paths, {})
  t.same(hidden.logs, [])
})

t.test('a document of another decorator shows the codes of each route, without withErrors too', async t => {
  const { app } = await serverOf(t, { decorator: 'describe' })
  const { paths } = (app as unknown as { describe: () => Data }).describe()
  t.same(paths['/'].get['x-error-codes'], ['not_found', 'internal_error'])
})

t.test('a schema is validated and documented as without a document, also if it is no plain object', async t => {
  const querystring = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }
  class Own { get querystring () { return querystring } }
  class Below extends Own {}
  class Private {
    #querystring = querystring
    get querystring () { return this.#querystring }
    describe () { return 'a method' }
  }
  const rows: ReadonlyArray<readonly [title: string, schema: () => object]> = [
    ['a class with a getter', () => new Own()],
    ['a class below it', () => new Below()],
    ['a class with a private member', () => new Private()],
    ['a proxy', () => new Proxy({}, { get: (_, name) => name === 'querystring' ? querystring : undefined })],
    ['an inherited member', () => Object.create({ querystring }) as object],
    ['a member that is not enumerable', () => Object.defineProperty({}, 'querystring', { value: querystring })],
    ['a plain object', () => ({ querystring })]
  ]
  for (const [title, schema] of rows) {
    for (const options of [{}, withErrors(), withErrors({ transform: ({ schema, url }: { schema: object, url: string }) => ({ schema, url }) })]) {
      const { app } = await serverOf(t, options, { schema: schema() })
      t.equal((await app.inject('/?a=x')).statusCode, 400, title)
      t.same((app.swagger() as unknown as Data)['paths']['/'].get.parameters.map(({ name }: { name: string }) => name), ['a'], title)
    }
  }
})

t.test('a schema that is false or null is none', async t => {
  for (const schema of [false, null, undefined]) {
    const { app } = await serverOf(t, {}, { schema })
    t.equal((await app.inject('/')).statusCode, 200)
    t.equal(statuses(app.swagger()), '200 404 500')
  }
})

t.test('codes in the schema of a route are an error that names the option', async t => {
  await t.rejects(serverOf(t, {}, { schema: { 'x-error-codes': ['conflict'] } }), {
    message: 'the schema of GET / must not have x-error-codes, which the plugin writes: list the codes in config.errors'
  })
})

t.test('invalid transforms are errors', async t => {
  t.throws(() => withErrors({ transfrom: () => ({}) } as never), { message: '1 problem in the options of withErrors: "transfrom" is not an option (did you mean "transform"?)' })
  t.throws(() => withErrors({ transformObject: 'x' } as never), { message: /transformObject must be a function, got "x"/ })
  t.same(Object.keys(withErrors(null as never)), ['transform', 'transformObject'])
  t.throws(() => withErrors({ transform: (() => undefined) as never }).transform({ url: '/a' }), { message: 'the transform of @fastify/swagger failed for the route /a: it must return { schema, url }, got undefined' })
  t.throws(() => withErrors({ transform: (() => null) as never }).transform({ url: '/a' }), { message: /for the route \/a: it must return \{ schema, url \}, got null/ })
  await t.rejects(async () => await Fastify().register(errorCatalog, { catalog, openapi: [] as never }), /openapi must be false, or an object/)
})

t.test('a document that @fastify/swagger cannot build is an error that says so', async t => {
  const { app } = await serverOf(t, { transform: () => { throw new Error('no such type') } })
  t.throws(() => app.swagger(), { message: /^@fastify\/swagger cannot build the document: no such type\. The cause is/, cause: { message: 'no such type' } })
  // eslint-disable-next-line no-throw-literal -- a transform of the user may throw anything
  const odd = await serverOf(t, { transform: () => { throw undefined } })
  t.throws(() => odd.app.swagger(), { message: /cannot build the document: undefined\./ })
})

t.test('with withErrors the error names the route', async t => {
  const { app } = await serverOf(t, withErrors({ transform: () => { throw new Error('no such type') } }))
  t.throws(() => app.swagger(), { message: /the transform of @fastify\/swagger failed for the route GET \/: no such type\./ })
  t.throws(() => withErrors({ transform: () => { throw new Error('x') } }).transform({ url: '/only' }), { message: 'the transform of @fastify/swagger failed for the route /only: x' })
})
