import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'
import { differences, inputs, validators } from './inputs.ts'

/** Unknown fields are reported, and bodies are not converted. */
const strict = { validation: { mode: 'strict' } } as const

const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

interface Answer {
  readonly error: { readonly code: string, readonly param: string, readonly issues: ReadonlyArray<Readonly<Record<'path' | 'keyword' | 'message' | 'code', string>>> }
}

const entry = (status: number) => ({ status, message: 'No.' })
const catalog = {
  extends: 'http',
  codes: { unknown_field: entry(400), bad_currency: entry(422), bad_amount: entry(422) },
  map: { validation: { additionalProperties: 'unknown_field', currency: 'bad_currency', 'amount.minLength': 'bad_amount' } }
} as const

for (const [name, { schema, compiler }] of Object.entries(validators)) {
  t.test(`${name} reports the same issues for the same inputs`, async t => {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog, ...strict })
      if (compiler !== undefined) app.setValidatorCompiler(compiler)
      app.post('/', { schema: { body: schema } }, async () => 'done')
    })
    const issuesOf = (body: unknown) => (body as Answer).error.issues.map(({ path, keyword, message }) => `${path} ${keyword} ${message}`)
    for (const [given, ...want] of inputs) {
      const { status, body, text } = await ask('/', post(given))
      t.same(issuesOf(body), want, JSON.stringify(given))
      const { code, param } = (body as Answer).error
      const of = (pattern: RegExp) => want.some(issue => pattern.test(issue))
      const codes = [[/ additionalProperties /, 'unknown_field'], [/^currency /, 'bad_currency'], [/^amount minLength /, 'bad_amount']] as const
      t.equal(code, want.every(issue => codes.some(([pattern]) => pattern.test(issue))) ? codes.find(([pattern]) => of(pattern))?.[1] : 'validation_failed', `code of ${JSON.stringify(given)}`)
      t.equal(status, code.startsWith('bad_') ? 422 : 400)
      t.equal(param, want[0]?.split(' ')[0])
      t.notMatch(text, /eur|12345|"b":1|FR|cash/, 'values are not repeated')
    }
    for (const [given, others, only, its] of differences) {
      t.same(issuesOf((await ask('/', post(given))).body), [name === only ? its : others], JSON.stringify(given))
    }
    t.equal((await ask('/', post({ currency: 'EUR', amount: '12.50', items: [{ sku: 'a' }], pay: { method: 'iban', iban: 'DE1' }, note: null }))).text, 'done')
  })
}

t.test('what a validator has found captures no stack, which would lead through Fastify only', async t => {
  const stacks: unknown[] = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, strict)
    app.addHook('onError', async (_request, _reply, error) => { stacks.push(error.stack) })
    app.get('/', { schema: { querystring: { type: 'object', required: ['page'] } } }, async () => 'done')
  })
  const { stackTraceLimit } = Error
  t.equal((await ask('/')).status, 400)
  t.same(stacks, ["Error: querystring must have required property 'page'"])
  t.equal(Error.stackTraceLimit, stackTraceLimit, 'others have theirs')
  // As with node --frozen-intrinsics.
  const setFrozen = (isFrozen: boolean) => Object.defineProperty(Error, 'stackTraceLimit', { value: stackTraceLimit, writable: !isFrozen })
  setFrozen(true)
  const { status } = await ask('/').finally(() => setFrozen(false))
  t.equal(status, 400, 'where the limit cannot be set the stack stays')
  t.match(stacks[1], /^Error: querystring must have .*\n +at /)
})
