import { request } from './request.mjs'
import { byHand, withCatalog, withFastify, withHeaders } from './servers.mjs'

const schema = {
  body: {
    type: 'object',
    required: ['lines'],
    properties: { lines: { type: 'array', items: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } } } }
  }
}
const addRoute = app => { app.post('/orders', { schema }, async () => 'done') }

const withAllErrors = prepare => async options => {
  const app = await withFastify(prepare)(options)
  const { default: AjvCompiler } = await import('@fastify/ajv-compiler')
  const compile = AjvCompiler()({}, { customOptions: { allErrors: true } })
  app.setValidatorCompiler(compile)
  return app
}

/** No response of the plugin has more issues. */
const maxIssues = 20

/** The catalog's issues for the same request, from Ajv's list. */
const mapped = app => {
  app.setErrorHandler((error, request, reply) => {
    const issues = error.validation.slice(0, maxIssues).map(({ instancePath, keyword, params }) =>
      ({ path: instancePath.slice(1).replaceAll('/', '.'), message: `Must be an ${params.type}.`, in: error.validationContext, keyword }))
    byHand(request, reply, 400).send({
      error: { code: 'validation_failed', message: 'One or more values in the request are not valid.', param: issues[0].path, request_id: request.id, issues }
    })
  })
  addRoute(app)
}

/** Requests with this many invalid lines. Fastify itself reports the first of them. */
const issues = count => ({
  request: request('POST', '/orders', JSON.stringify({ lines: Array.from({ length: count }, () => ({ amount: 'twelve' })) })),
  status: 400,
  other: ["Fastify's own", "Fastify's own, same headers"],
  variants: {
    "Fastify's own": withFastify(addRoute),
    "Fastify's own, same headers": withHeaders(addRoute),
    'mapped by hand': withAllErrors(mapped),
    ours: withCatalog(addRoute)
  }
})

const branches = Array.from({ length: 10 }, (_, index) => ({
  type: 'object', required: ['kind', 'amount'], properties: { kind: { const: `kind_${index}` }, amount: { type: 'integer' } }
}))
const addOneOf = app => { app.post('/orders', { schema: { body: { oneOf: branches } } }, async () => 'done') }

/** The issues of the branch whose `kind` is the request's. */
const mappedBranch = app => {
  app.setErrorHandler((error, request, reply) => {
    const branchOf = ({ schemaPath }) => schemaPath.split('/')[2]
    const others = new Set(error.validation.filter(({ keyword }) => keyword === 'const').map(branchOf))
    const issues = error.validation.filter(each => each.keyword !== 'oneOf' && !others.has(branchOf(each))).map(({ instancePath, keyword, params }) =>
      ({ path: instancePath.slice(1).replaceAll('/', '.'), message: `Must be an ${params.type}.`, in: error.validationContext, keyword }))
    byHand(request, reply, 400).send({
      error: { code: 'validation_failed', message: 'One or more values in the request are not valid.', param: issues[0].path, request_id: request.id, issues }
    })
  })
  addOneOf(app)
}

const oneOf = {
  request: request('POST', '/orders', JSON.stringify({ kind: 'kind_7', amount: 'twelve' })),
  status: 400,
  other: ["Fastify's own"],
  variants: { 'mapped by hand': withAllErrors(mappedBranch), "Fastify's own": withFastify(addOneOf), ours: withCatalog(addOneOf) }
}

export const validation = { 'oneOf of ten branches': oneOf, 'validation, 1 issue': issues(1), 'validation, 10 issues': issues(10), 'validation, 50 issues': issues(50) }
