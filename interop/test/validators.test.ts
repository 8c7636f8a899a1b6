// yup, Valibot, ArkType and class-validator: as validator compilers and as thrown errors, with one list of issues for the same inputs.
import 'reflect-metadata'
import { type } from 'arktype'
import { plainToInstance, Type } from 'class-transformer'
import { ArrayMaxSize, IsArray, IsDateString, IsEmail, IsIn, IsInt, IsOptional, IsPositive, IsString, IsUUID, Matches, MaxLength, Min, MinLength, validateSync, ValidateNested } from 'class-validator'
import Fastify, { type FastifySchemaCompiler } from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import t from 'tap'
import * as v from 'valibot'
import * as yup from 'yup'

const yupSchema = yup.object({
  email: yup.string().email().required(),
  id: yup.string().uuid(),
  name: yup.string().min(2).max(4),
  code: yup.string().matches(/^\d+$/),
  kind: yup.string().oneOf(['a', 'b']),
  count: yup.number().integer().min(1),
  rate: yup.number().moreThan(0),
  at: yup.string().datetime(),
  tags: yup.array().of(yup.string().required()).max(1),
  lines: yup.array().of(yup.object({ sku: yup.string().required() }))
}).noUnknown().strict()

const valibotSchema = v.strictObject({
  email: v.pipe(v.string(), v.email()),
  id: v.optional(v.pipe(v.string(), v.uuid())),
  name: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(4))),
  code: v.optional(v.pipe(v.string(), v.regex(/^\d+$/))),
  kind: v.optional(v.picklist(['a', 'b'])),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  rate: v.optional(v.pipe(v.number(), v.gtValue(0))),
  at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  tags: v.optional(v.pipe(v.array(v.string()), v.maxLength(1))),
  lines: v.optional(v.array(v.strictObject({ sku: v.string() })))
})

const arkSchema = type({
  '+': 'reject',
  email: 'string.email',
  'id?': 'string.uuid',
  'name?': '2 <= string <= 4',
  'code?': /^\d+$/,
  'kind?': "'a' | 'b'",
  'count?': 'number.integer >= 1',
  'rate?': 'number > 0',
  'at?': 'string.date.iso',
  'tags?': 'string[] <= 1',
  'lines?': type({ sku: 'string' }).array()
})

class Line { sku!: string }
class Body {
  email!: string
  id?: string
  name?: string
  code?: string
  kind?: string
  count?: number
  rate?: number
  at?: string
  tags?: string[]
  lines?: Line[]
}
/** Without the syntax of decorators, which the compiler of the tests does not know. */
const decorate = (target: object, rules: Readonly<Record<string, readonly PropertyDecorator[]>>) => {
  for (const [name, decorators] of Object.entries(rules)) for (const each of decorators) each(target, name)
}
decorate(Line.prototype, { sku: [IsString()] })
decorate(Body.prototype, {
  email: [IsEmail()],
  id: [IsOptional(), IsUUID()],
  name: [IsOptional(), IsString(), MinLength(2), MaxLength(4)],
  code: [IsOptional(), Matches(/^\d+$/)],
  kind: [IsOptional(), IsIn(['a', 'b'])],
  count: [IsOptional(), IsInt(), Min(1)],
  rate: [IsOptional(), IsPositive()],
  at: [IsOptional(), IsDateString()],
  tags: [IsOptional(), IsArray(), ArrayMaxSize(1)],
  lines: [IsOptional(), IsArray(), ValidateNested({ each: true }), Type(() => Line)]
})

const email = 'a@example.com'
const all = ['yup', 'Valibot', 'ArkType', 'class-validator'] as const
type Library = typeof all[number]

interface Row {
  readonly given: unknown
  readonly want: readonly string[]
  /** What a library says less about, or in other words. */
  readonly but?: Readonly<Partial<Record<Library, readonly string[]>>>
}

/** class-validator's errors do not carry their limits. */
const withoutLimit = (issue: string) => ({ 'class-validator': [issue] })

const rows: readonly Row[] = [
  { given: { email: 'x-secret' }, want: ['email format Must be in the format email.'] },
  { given: {}, want: ['email required This field is required.'] },
  { given: { email, id: 'x-secret' }, want: ['id format Must be in the format uuid.'] },
  { given: { email, name: 'a' }, want: ['name minLength Must have at least 2 characters.'], but: withoutLimit('name minLength Is not valid.') },
  { given: { email, name: 'x-secret' }, want: ['name maxLength Must have at most 4 characters.'], but: withoutLimit('name maxLength Is not valid.') },
  { given: { email, name: 5 }, want: ['name type Must be a string.'], but: { 'class-validator': ['name type Must be a string.', 'name minLength Is not valid.', 'name maxLength Is not valid.'] } },
  { given: { email, code: 'x-secret' }, want: ['code pattern Must match ^\\d+$.'], but: withoutLimit('code pattern Is not valid.') },
  { given: { email, kind: 'x-secret' }, want: ['kind enum Must be one of "a", "b".'], but: withoutLimit('kind enum Is not valid.') },
  { given: { email, count: 0 }, want: ['count minimum Must be at least 1.'], but: withoutLimit('count minimum Is not valid.') },
  { given: { email, count: 1.5 }, want: ['count type Must be an integer.'] },
  { given: { email, rate: 0 }, want: ['rate exclusiveMinimum Must be greater than 0.'] },
  { given: { email, at: 'x-secret' }, want: ['at format Must be in the format date-time.'] },
  { given: { email, tags: ['a', 'b'] }, want: ['tags maxItems Must have at most 1 item.'], but: withoutLimit('tags maxItems Is not valid.') },
  { given: { email, tags: 'x-secret' }, want: ['tags type Must be an array.'], but: { 'class-validator': ['tags type Must be an array.', 'tags maxItems Is not valid.'] } },
  { given: { email, lines: [{ sku: 'a' }, {}] }, want: ['lines.1.sku required This field is required.'] },
  { given: { email, extra: 'x-secret' }, want: ['extra additionalProperties This field is not known here.'] },
  { given: { email: 'x-secret', count: 0 }, want: ['email format Must be in the format email.', 'count minimum Must be at least 1.'], but: { 'class-validator': ['email format Must be in the format email.', 'count minimum Is not valid.'] } }
]

/** What a library finds: an error to throw, or nothing. */
const validate: Readonly<Record<Library, (data: unknown) => unknown>> = {
  yup (data) {
    try {
      yupSchema.validateSync(data, { abortEarly: false })
      return undefined
    } catch (error) {
      return error
    }
  },
  Valibot (data) {
    const { issues } = v.safeParse(valibotSchema, data)
    return issues === undefined ? undefined : new v.ValiError(issues)
  },
  ArkType (data) {
    const found = arkSchema(data)
    if (!(found instanceof type.errors)) return undefined
    try {
      return found.throw()
    } catch (error) {
      return error
    }
  },
  'class-validator' (data) {
    const errors = validateSync(plainToInstance(Body, data), { whitelist: true, forbidNonWhitelisted: true })
    return errors.length === 0 ? undefined : errors
  }
}

interface Issue { readonly path: string, readonly keyword?: string, readonly message: string }

const textsOf = (body: unknown) => (body as { error: { issues: Issue[] } }).error.issues.map(({ path, keyword, message }) => `${path} ${keyword} ${message}`)

for (const library of all) {
  t.test(`${library} as a compiler and as a thrown error: paths, keywords and messages of our own`, async t => {
    const check = validate[library]
    const app = Fastify()
    t.teardown(async () => { await app.close() })
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { email_invalid: { status: 422, message: 'The e-mail address is not valid.' } }, map: { validation: { 'email.format': 'email_invalid' } } } as never })
    const compiler = (() => (data: unknown) => {
      const error = check(data)
      return error === undefined ? { value: data } : { error }
    }) as unknown as FastifySchemaCompiler<unknown>
    app.post('/compiled', { schema: { body: {} }, validatorCompiler: compiler }, async () => 'done')
    app.post('/thrown', async ({ body }) => {
      const error = check(body)
      if (error !== undefined) throw error
      return 'done'
    })
    for (const { given, want, but = {} } of rows) {
      for (const url of ['/compiled', '/thrown']) {
        const response = await app.inject({ method: 'POST', url, payload: given as object })
        const issues = textsOf(response.json())
        t.same(issues, but[library] ?? want, `${url} ${JSON.stringify(given)}`)
        t.equal(response.statusCode, issues.length === 1 && issues[0]?.startsWith('email format') === true ? 422 : 400, `map.validation decides the code where all issues have one: ${JSON.stringify(given)}`)
        t.notMatch(response.body, /x-secret/, 'the value of the client is not sent')
      }
    }
    for (const url of ['/compiled', '/thrown']) t.equal((await app.inject({ method: 'POST', url, payload: { email } })).body, 'done')
  })
}
