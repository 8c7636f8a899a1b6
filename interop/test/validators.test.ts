// Joi, yup, Valibot, ArkType, class-validator, fastify-zod-openapi and JSON Type Definition: as validator compilers and as thrown errors, with
// one list of issues for the invalid bodies that Ajv, TypeBox and Zod are tested with.
import { type } from 'arktype'
import { plainToInstance } from 'class-transformer'
import { validateSync } from 'class-validator'
import Fastify, { type FastifySchemaCompiler } from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import { validatorCompiler as zodOpenApiCompiler } from 'fastify-zod-openapi'
import t from 'tap'
import * as v from 'valibot'
import { Ajv } from '../../node_modules/ajv/dist/jtd.js'
import { good, inputs } from '../../test/server/validation/badInputs.ts'
import { arkSchema, jtdSchema, joiSchema, Order, valibotSchema, yupSchema, zodSchema } from './validatorSchemas.ts'

/** Why a library reports other issues for an input, and which; no issues if the library accepts the body or cannot receive it. */
type Difference = readonly [reason: string, ...issues: string[]]

interface Library {
  readonly schema: unknown
  /** An error to throw, or undefined. */
  readonly validate: (data: unknown) => unknown
  /** The library's compiler; else a compiler that calls `validate`. */
  readonly compiler?: FastifySchemaCompiler<never>
  readonly server?: object
  /** A difference for all inputs: the expected issues. */
  readonly usual?: (issues: readonly string[]) => readonly string[]
  /** By the part of the body that is invalid. */
  readonly but?: Readonly<Record<string, Difference>>
  /** Differences of thrown errors only, because they do not carry the value. */
  readonly thrown?: Readonly<Record<string, Difference>>
}

function caught (run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

const oneValue = 'a list of one value, where others have a constant'
const jtd = new Ajv({ allErrors: true }).compile(jtdSchema)

/** Keywords whose limit is missing in the errors of class-validator. */
const limited = /(?<= (?:minLength|maxLength|minimum|maximum|multipleOf|minItems|maxItems|enum|const|pattern) ).*/
/** Rules that JSON Type Definition cannot express. */
const notInJtd = / (?:pattern|minLength|maxLength|minimum|maximum|exclusiveMinimum|exclusiveMaximum|multipleOf|const|minItems|maxItems|anyOf) | in the format (?:email|uuid)/

const libraries: Readonly<Record<string, Library>> = {
  Joi: {
    schema: joiSchema,
    validate: data => joiSchema.validate(data, { abortEarly: false, convert: false }).error,
    but: { '{"version":3}': [oneValue, 'version enum Must be one of 2.'] }
  },
  yup: {
    schema: yupSchema,
    validate: data => caught(() => yupSchema.validateSync(data, { abortEarly: false })),
    but: {
      null: ['says only that null is not allowed', 'body type Is not valid.'],
      '{"currency":null}': ['says only that null is not allowed', 'currency type Is not valid.'],
      '{"tags":[1,null]}': ['says only that null is not allowed', 'tags.0 type Must be a string.', 'tags.1 type Is not valid.'],
      '{"kind":5}': ['reports the type too', 'kind type Must be a string.', 'kind enum Must be one of "retail", "trade".'],
      '{"version":3}': [oneValue, 'version enum Must be one of 2.'],
      '{"step":7}': ['has no multiples'],
      '{"ref":true}': ['has no unions']
    }
  },
  Valibot: {
    schema: valibotSchema,
    validate: data => {
      const { issues } = v.safeParse(valibotSchema, data)
      return issues === undefined ? undefined : new v.ValiError(issues)
    },
    but: {
      '[]': ['an array is an object, which has a member "at"', 'currency required This field is required.', 'amount required This field is required.', 'items required This field is required.', 'at type Must be a string.'],
      '{"extra":1,"more":2}': ['reports the first unknown member', 'extra additionalProperties This field is not known here.']
    }
  },
  ArkType: {
    schema: arkSchema,
    validate: data => {
      const found = arkSchema(data)
      return found instanceof type.errors ? caught(() => found.throw()) : undefined
    },
    // The library sorts members by name.
    usual: issues => [...issues].sort(),
    but: {
      '[]': ['an array is an object, which has a member "at"', 'amount required This field is required.', 'currency required This field is required.', 'items required This field is required.', 'at type Must be a string.'],
      '{"pay":{"method":"cash"}}': ['orders values by itself', 'pay.method enum Must be one of "iban", "card".'],
      '{"pay":"x"}': ['reads the member that names the form first', 'pay.method required This field is required.']
    }
  },
  'class-validator': {
    schema: Order,
    validate: data => {
      const errors = validateSync(plainToInstance(Order, data), { whitelist: true, forbidNonWhitelisted: true })
      return errors.length === 0 ? undefined : errors
    },
    usual: issues => issues.map(issue => issue.replace(limited, 'Is not valid.')),
    but: {
      null: ['validates instances only, and throws for null'],
      '{"currency":5}': ['each constraint is an issue', 'currency type Must be a string.', 'currency pattern Is not valid.'],
      '{"currency":null}': ['each constraint is an issue', 'currency type Must be a string.', 'currency pattern Is not valid.'],
      '{"amount":12}': ['each constraint is an issue', 'amount type Must be a string.', 'amount minLength Is not valid.', 'amount maxLength Is not valid.'],
      '{"email":5}': ['IsEmail stands for the type too', 'email format Must be in the format email.'],
      '{"rate":1}': ['has no exclusive maximum'],
      '{"step":"5"}': ['each constraint is an issue', 'step type Must be a number.', 'step multipleOf Is not valid.'],
      '{"tags":"x"}': ['each constraint is an issue', 'tags type Must be an array.', 'tags minLength Is not valid.', 'tags maxItems Is not valid.'],
      '{"tags":["ab","c"]}': ['its errors do not name the item', 'tags minLength Is not valid.'],
      '{"tags":[1,null]}': ['its errors do not name the item', 'tags type Must be a string.', 'tags minLength Is not valid.'],
      '{"items":{}}': ['each constraint is an issue', 'items type Must be an array.', 'items minItems Is not valid.', 'items.sku required This field is required.'],
      '{"ref":true}': ['has no unions: the type of one branch', 'ref type Must be a string.'],
      '{"extra":1,"currency":"eur","amount":1,"items":[]}': ['each constraint is an issue', 'extra additionalProperties This field is not known here.', 'currency pattern Is not valid.', 'amount type Must be a string.', 'amount minLength Is not valid.', 'amount maxLength Is not valid.', 'items minItems Is not valid.']
    }
  },
  'fastify-zod-openapi': {
    schema: zodSchema,
    compiler: zodOpenApiCompiler as never,
    validate: data => zodSchema.safeParse(data).error,
    thrown: { '{"pay":{}}': ['a missing value looks like another one', 'pay.method enum Must be one of "card", "iban".'] }
  },
  'Ajv with JSON Type Definition': {
    schema: jtdSchema,
    server: { ajv: { mode: 'JTD', customOptions: { allErrors: true } } },
    validate: data => jtd(data) ? undefined : Object.assign(new Ajv.ValidationError(jtd.errors ?? []), { validationContext: 'body' }),
    usual: issues => issues.filter(issue => !notInJtd.test(issue)),
    thrown: { '{"pay":{"method":"cash"}}': ['the names of the forms are in the schema', 'pay.method enum Is not valid.'] }
  }
}

/** The members in which a body differs from a valid one. */
function partOf (given: unknown): string {
  if (typeof given !== 'object' || given === null || !('currency' in given)) return JSON.stringify(given)
  const valid: Readonly<Record<string, unknown>> = good
  return JSON.stringify(Object.fromEntries(Object.entries(given).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(valid[name]))))
}

interface Issue { readonly path: string, readonly keyword?: string, readonly message: string }

const textsOf = (body: unknown) => (body as { error: { issues: Issue[] } }).error.issues.map(({ path, keyword, message }) => `${path} ${keyword} ${message}`)

const catalog = {
  extends: 'http',
  codes: { email_invalid: { status: 422, message: 'The e-mail address is not valid.' } },
  map: { validation: { 'email.format': 'email_invalid' } }
} as const

for (const [name, { schema, validate, compiler, server, usual = (issues: readonly string[]) => issues, but = {}, thrown = {} }] of Object.entries(libraries)) {
  t.test(`${name} as a compiler and as a thrown error: paths, keywords and the plugin's messages`, async t => {
    const app = Fastify(server)
    t.teardown(async () => { await app.close() })
    await app.register(errorCatalog, { catalog, validation: { mode: 'strict' } } as never)
    const own = (() => (data: unknown) => {
      const error = validate(data)
      return error === undefined ? { value: data } : { error }
    }) as unknown as FastifySchemaCompiler<never>
    app.register(async app => {
      if (server === undefined) app.setValidatorCompiler(compiler ?? own)
      app.post('/compiled', { schema: { body: schema } }, async () => 'done')
    })
    app.post('/thrown', async ({ body }) => {
      const error = validate(body)
      if (error !== undefined) throw error
      return 'done'
    })
    const unused = new Set([...Object.keys(but), ...Object.keys(thrown)])
    const post = async (url: string, given: unknown) => await app.inject({ method: 'POST', url, payload: JSON.stringify(given), headers: { 'content-type': 'application/json' } })
    for (const [given, ...issues] of inputs) {
      const part = partOf(given)
      for (const url of ['/compiled', '/thrown']) {
        const difference = (url === '/thrown' ? thrown[part] : undefined) ?? but[part]
        unused.delete(part)
        const want = usual(difference?.slice(1) ?? issues)
        if (difference !== undefined) t.notSame(want, usual(issues), `${url} ${part}: ${difference[0]}`)
        const response = await post(url, given)
        t.notMatch(response.body, /eur|12345|"b":1|FR|cash/, 'values are not repeated')
        if (want.length === 0) {
          t.ok(response.body === 'done' || given === null, `${url} ${part}: it cannot say that this is invalid`)
          continue
        }
        t.same(usual(textsOf(response.json())), want, `${url} ${part}`)
        t.equal(response.statusCode, want.every(issue => issue.startsWith('email format')) ? 422 : 400, `${url} ${part}: map.validation decides the code`)
      }
    }
    t.same([...unused], [], 'each difference is one of an input')
    for (const url of ['/compiled', '/thrown']) t.equal((await post(url, { ...good, pay: { method: 'iban', iban: 'DE1' }, note: null })).body, 'done')
  })
}
