// The schema of test/server/validation/badInputs.ts, written for each library.
import 'reflect-metadata'
import { type } from 'arktype'
import { Type } from 'class-transformer'
import { ArrayMaxSize, ArrayMinSize, Equals, IsArray, IsBoolean, IsDateString, IsDefined, IsEmail, IsIn, IsInt, IsNumber, IsObject, IsOptional, IsPositive, IsString, IsUUID, IsDivisibleBy, Matches, Max, MaxLength, Min, MinLength, ValidateIf, ValidateNested } from 'class-validator'
import Joi from 'joi'
import * as v from 'valibot'
import * as yup from 'yup'
import { z } from 'zod/v4'

export const joiSchema = Joi.object({
  currency: Joi.string().pattern(/^[A-Z]{3}$/).required(),
  amount: Joi.string().min(4).max(8).required(),
  email: Joi.string().email(),
  at: Joi.string().isoDate(),
  id: Joi.string().guid(),
  count: Joi.number().integer().min(1).max(9),
  rate: Joi.number().greater(0).less(1),
  step: Joi.number().multiple(5),
  kind: Joi.valid('retail', 'trade'),
  version: Joi.valid(2),
  urgent: Joi.boolean(),
  tags: Joi.array().max(2).items(Joi.string().min(2)),
  items: Joi.array().min(1).items(Joi.object({ sku: Joi.string().required(), size: Joi.number().min(1) })).required(),
  note: Joi.object({ text: Joi.string().required() }).allow(null),
  pay: Joi.object({ method: Joi.valid('card', 'iban').required() })
    .when('.method', { is: 'card', then: Joi.object({ number: Joi.string().min(8).required() }) })
    .when('.method', { is: 'iban', then: Joi.object({ iban: Joi.string().pattern(/^DE/).required() }) }),
  ref: Joi.alternatives(Joi.string(), Joi.number()),
  address: Joi.object({ city: Joi.string().required(), geo: Joi.object({ lat: Joi.number().max(90).required() }) }),
  'a/b~c': Joi.number()
})

const card = yup.object({ method: yup.string().required(), number: yup.string().min(8).required() })
const iban = yup.object({ method: yup.string().required(), iban: yup.string().matches(/^DE/).required() })
const neither = yup.object({ method: yup.string().oneOf(['card', 'iban']).required() })

export const yupSchema = yup.object({
  currency: yup.string().matches(/^[A-Z]{3}$/).required(),
  amount: yup.string().min(4).max(8).required(),
  email: yup.string().email(),
  at: yup.string().datetime(),
  id: yup.string().uuid(),
  count: yup.number().integer().min(1).max(9),
  rate: yup.number().moreThan(0).lessThan(1),
  step: yup.number(),
  kind: yup.string().oneOf(['retail', 'trade']),
  version: yup.number().oneOf([2]),
  urgent: yup.boolean(),
  tags: yup.array().of(yup.string().min(2).required()).max(2),
  items: yup.array().of(yup.object({ sku: yup.string().required(), size: yup.number().min(1) }).noUnknown()).min(1).required(),
  note: yup.object({ text: yup.string().required() }).nullable().default(undefined),
  pay: yup.lazy((value: unknown) => {
    const method = (value as { method?: unknown } | undefined)?.method
    return (method === 'card' ? card : method === 'iban' ? iban : neither).default(undefined)
  }),
  address: yup.object({ city: yup.string().required(), geo: yup.object({ lat: yup.number().max(90).required() }).default(undefined) }).default(undefined),
  'a/b~c': yup.number(),
  ref: yup.mixed()
}).noUnknown().strict()

export const valibotSchema = v.strictObject({
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  amount: v.pipe(v.string(), v.minLength(4), v.maxLength(8)),
  email: v.optional(v.pipe(v.string(), v.email())),
  at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  id: v.optional(v.pipe(v.string(), v.uuid())),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  rate: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
  step: v.optional(v.pipe(v.number(), v.multipleOf(5))),
  kind: v.optional(v.picklist(['retail', 'trade'])),
  version: v.optional(v.literal(2)),
  urgent: v.optional(v.boolean()),
  tags: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(2))), v.maxLength(2))),
  items: v.pipe(v.array(v.strictObject({ sku: v.string(), size: v.optional(v.pipe(v.number(), v.minValue(1))) })), v.minLength(1)),
  note: v.optional(v.nullable(v.object({ text: v.string() }))),
  pay: v.optional(v.variant('method', [
    v.object({ method: v.literal('card'), number: v.pipe(v.string(), v.minLength(8)) }),
    v.object({ method: v.literal('iban'), iban: v.pipe(v.string(), v.regex(/^DE/)) })
  ])),
  ref: v.optional(v.union([v.string(), v.number()])),
  address: v.optional(v.object({ city: v.string(), geo: v.optional(v.object({ lat: v.pipe(v.number(), v.maxValue(90)) })) })),
  'a/b~c': v.optional(v.number())
})

export const arkSchema = type({
  '+': 'reject',
  currency: /^[A-Z]{3}$/,
  amount: '4 <= string <= 8',
  'email?': 'string.email',
  'at?': 'string.date.iso',
  'id?': 'string.uuid',
  'count?': '1 <= number.integer <= 9',
  'rate?': '0 < number < 1',
  'step?': 'number % 5',
  'kind?': "'retail' | 'trade'",
  'version?': '2',
  'urgent?': 'boolean',
  'tags?': '(string >= 2)[] <= 2',
  items: type({ '+': 'reject', sku: 'string', 'size?': 'number >= 1' }).array().atLeastLength(1),
  'note?': type({ text: 'string' }).or('null'),
  'pay?': type({ method: "'card'", number: 'string >= 8' }).or({ method: "'iban'", iban: /^DE/ }),
  'ref?': 'string | number',
  'address?': { city: 'string', 'geo?': { lat: 'number <= 90' } },
  'a/b~c?': 'number'
})

export const zodSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: z.string().min(4).max(8),
  email: z.email().optional(),
  at: z.iso.datetime().optional(),
  id: z.uuid().optional(),
  count: z.int().min(1).max(9).optional(),
  rate: z.number().gt(0).lt(1).optional(),
  step: z.number().multipleOf(5).optional(),
  kind: z.enum(['retail', 'trade']).optional(),
  version: z.literal(2).optional(),
  urgent: z.boolean().optional(),
  tags: z.array(z.string().min(2)).max(2).optional(),
  items: z.array(z.strictObject({ sku: z.string(), size: z.number().min(1).optional() })).min(1),
  note: z.object({ text: z.string() }).nullable().optional(),
  pay: z.discriminatedUnion('method', [
    z.object({ method: z.literal('card'), number: z.string().min(8) }),
    z.object({ method: z.literal('iban'), iban: z.string().regex(/^DE/) })
  ]).optional(),
  ref: z.union([z.string(), z.number()]).optional(),
  address: z.object({ city: z.string(), geo: z.object({ lat: z.number().max(90) }).optional() }).optional(),
  'a/b~c': z.number().optional()
})

const text = { type: 'string' }
const number = { type: 'float64' }

/** JSON Type Definition (RFC 8927): types, lists of values and forms, without lengths, limits, patterns and constants. */
export const jtdSchema = {
  properties: { currency: text, amount: text, items: { elements: { properties: { sku: text }, optionalProperties: { size: number } } } },
  optionalProperties: {
    email: text,
    at: { type: 'timestamp' },
    id: text,
    count: { type: 'uint8' },
    rate: number,
    step: number,
    kind: { enum: ['retail', 'trade'] },
    version: number,
    urgent: { type: 'boolean' },
    tags: { elements: text },
    note: { nullable: true, properties: { text } },
    pay: { discriminator: 'method', mapping: { card: { properties: { number: text } }, iban: { properties: { iban: text } } } },
    ref: {},
    address: { properties: { city: text }, optionalProperties: { geo: { properties: { lat: number } } } },
    'a/b~c': number
  }
}

class Item {}
class Note {}
class Pay {}
class Card extends Pay {}
class Iban extends Pay {}
class Geo {}
class Address {}
export class Order {}

/** Written without the syntax of decorators, which the compiler of the tests does not support. */
function decorate (target: object, rules: Readonly<Record<string, readonly PropertyDecorator[]>>) {
  for (const [name, decorators] of Object.entries(rules)) for (const each of decorators) each(target, name)
}

const nested = (Class: new () => object) => [IsObject(), ValidateNested(), Type(() => Class)]

decorate(Item.prototype, { sku: [IsString()], size: [IsOptional(), IsNumber(), Min(1)] })
decorate(Note.prototype, { text: [IsString()] })
decorate(Pay.prototype, { method: [IsDefined(), IsIn(['card', 'iban'])] })
decorate(Card.prototype, { number: [IsString(), MinLength(8)] })
decorate(Iban.prototype, { iban: [IsString(), Matches(/^DE/)] })
decorate(Geo.prototype, { lat: [IsNumber(), Max(90)] })
decorate(Address.prototype, { city: [IsString()], geo: [IsOptional(), ...nested(Geo)] })
decorate(Order.prototype, {
  currency: [IsString(), Matches(/^[A-Z]{3}$/)],
  amount: [IsString(), MinLength(4), MaxLength(8)],
  email: [IsOptional(), IsEmail()],
  at: [IsOptional(), IsDateString()],
  id: [IsOptional(), IsUUID()],
  count: [IsOptional(), IsInt(), Min(1), Max(9)],
  rate: [IsOptional(), IsNumber(), IsPositive()],
  step: [IsOptional(), IsNumber(), IsDivisibleBy(5)],
  kind: [IsOptional(), IsIn(['retail', 'trade'])],
  version: [IsOptional(), Equals(2)],
  urgent: [IsOptional(), IsBoolean()],
  tags: [IsOptional(), IsArray(), ArrayMaxSize(2), IsString({ each: true }), MinLength(2, { each: true })],
  items: [IsArray(), ArrayMinSize(1), ValidateNested({ each: true }), Type(() => Item)],
  note: [IsOptional(), ...nested(Note)],
  pay: [
    IsOptional(), IsObject(), ValidateNested(),
    Type(() => Pay, { discriminator: { property: 'method', subTypes: [{ name: 'card', value: Card }, { name: 'iban', value: Iban }] }, keepDiscriminatorProperty: true })
  ],
  ref: [IsOptional(), ValidateIf((_, value) => typeof value !== 'number'), IsString()],
  address: [IsOptional(), ...nested(Address)],
  'a/b~c': [IsOptional(), IsNumber()]
})
