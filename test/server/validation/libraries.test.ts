// Lists as yup, Valibot, ArkType and class-validator give them; interop/test/validators.test.ts asks the libraries themselves.
import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'

type Row = readonly [entry: object, ...want: string[]]

const key = (...names: PropertyKey[]) => names.map(key => ({ type: 'object', key }))
const yup = (path: string, type: string, params: object = {}) => ({ path, type, params, message: 'SECRET' })
const schema = (type: string, path: PropertyKey[], more: object = {}) => ({ kind: 'schema', type, received: '"SECRET"', expected: null, message: 'SECRET', path: key(...path), ...more })
const action = (type: string, requirement: unknown, input: unknown = 'SECRET') => ({ kind: 'validation', type, received: '"SECRET"', expected: null, requirement, input, message: 'SECRET', path: key('a') })
const ark = (code: string, more: object = {}, path: PropertyKey[] = ['a']) => ({ code, path, expected: 'another', actual: 'SECRET', message: 'SECRET', ...more })
const cv = (property: string, constraints: string[], more: object = {}) => ({ property, value: 'SECRET', constraints: Object.fromEntries(constraints.map(name => [name, 'SECRET'])), ...more })

const rows: readonly Row[] = [
  [{ keyword: 'too_small', instancePath: '/a', message: 'SECRET', params: { issue: { code: 'too_small', origin: 'string', minimum: 2, path: ['a', 'b'] } }, path: [] }, 'a.b minLength Must have at least 2 characters.'],
  [yup('lines[0].sku', 'required'), 'lines.0.sku required This field is required.'],
  [yup('["a.b"].c', 'optionality'), 'a.b.c required This field is required.'],
  [yup('a', 'defined'), 'a required This field is required.'],
  [yup('a', 'nullable'), 'a type Is not valid.'],
  [yup('a', 'typeError', { type: 'string' }), 'a type Must be a string.'],
  [yup('a', 'typeError', { type: 'date' }), 'a format Must be in the format date-time.'],
  [yup('a', 'integer'), 'a type Must be an integer.'],
  [yup('a', 'min', { min: 2, value: 'S' }), 'a minLength Must have at least 2 characters.'],
  [yup('a', 'min', { min: 2, value: ['S'] }), 'a minItems Must have at least 2 items.'],
  [yup('a', 'min', { min: 2, value: 1 }), 'a minimum Must be at least 2.'],
  [yup('a', 'min', { more: 2, value: 1 }), 'a exclusiveMinimum Must be greater than 2.'],
  [yup('a', 'max', { max: 2, value: 'SEC' }), 'a maxLength Must have at most 2 characters.'],
  [yup('a', 'max', { less: 2, value: 3 }), 'a exclusiveMaximum Must be less than 2.'],
  [yup('a', 'matches', { regex: /^b$/ }), 'a pattern Must match ^b$.'],
  [yup('a', 'matches'), 'a pattern Is not valid.'],
  [yup('a', 'email'), 'a format Must be in the format email.'],
  [yup('a', 'oneOf', { resolved: ['a', 'b'] }), 'a enum Must be one of "a", "b".'],
  [yup('', 'noUnknown', { unknown: 'a, b' }), 'a additionalProperties This field is not known here.', 'b additionalProperties This field is not known here.'],
  [yup('a', 'mine'), 'a undefined Is not valid.'],

  [schema('strict_object', ['a'], { received: 'undefined', expected: '"a"' }), 'a required This field is required.'],
  [schema('strict_object', ['a'], { expected: 'never' }), 'a additionalProperties This field is not known here.'],
  ...(['string', 'number', 'boolean', 'array', 'object', 'null'] as const).map(type => [schema(type, ['a', 0]), `a.0 type Must be ${{ string: 'a string', number: 'a number', boolean: 'a boolean', array: 'an array', object: 'an object', null: 'null' }[type]}.`] as const),
  [schema('date', ['a']), 'a format Must be in the format date-time.'],
  [schema('picklist', ['a'], { expected: '("a" | "b")' }), 'a enum Must be one of "a", "b".'],
  [schema('picklist', ['a'], { expected: '("a" | Date)' }), 'a enum Is not valid.'],
  [schema('literal', ['a'], { expected: '2' }), 'a const Must be 2.'],
  [schema('literal', ['a'], { expected: 'Date' }), 'a const Is not valid.'],
  [schema('variant', ['a'], { expected: '("a" | "b")' }), 'a enum Must be one of "a", "b".'],
  [schema('variant', ['a'], { expected: 'Object' }), 'a type Must be an object.'],
  [schema('union', ['a']), 'a anyOf Must fit one of the allowed forms.'],
  [{ ...schema('strict_object', []), path: undefined }, 'body type Must be an object.'],
  [action('integer', undefined, 1.5), 'a type Must be an integer.'],
  [action('email', /SECRET/), 'a format Must be in the format email.'],
  [action('regex', /^b$/), 'a pattern Must match ^b$.'],
  [action('regex', 'b'), 'a pattern Is not valid.'],
  [action('non_empty', undefined, ''), 'a minLength Must have at least 1 character.'],
  [action('min_length', 2, []), 'a minItems Must have at least 2 items.'],
  [action('max_length', 2), 'a maxLength Must have at most 2 characters.'],
  [action('min_value', 2), 'a minimum Must be at least 2.'],
  [action('lt_value', 2), 'a exclusiveMaximum Must be less than 2.'],
  [action('multiple_of', 2), 'a multipleOf Must be a multiple of 2.'],
  [action('check', undefined), 'a undefined Is not valid.'],

  [ark('required'), 'a required This field is required.'],
  [ark('predicate', { expected: 'removed' }, ['a', 0, 'b']), 'a.0.b additionalProperties This field is not known here.'],
  [ark('predicate', { expected: 'a URL string' }), 'a format Must be in the format uri.'],
  [ark('predicate'), 'a undefined Is not valid.'],
  [ark('domain', { domain: 'string' }), 'a type Must be a string.'],
  [ark('proto', { expected: 'an array' }), 'a type Must be an array.'],
  [ark('proto', { expected: 'a Map' }), 'a type Must be an object.'],
  [ark('pattern', { expected: 'an email address' }), 'a format Must be in the format email.'],
  [ark('pattern', { rule: '^b$' }), 'a pattern Must match ^b$.'],
  [ark('divisor', { rule: 1 }), 'a type Must be an integer.'],
  [ark('divisor', { rule: 5 }), 'a multipleOf Must be a multiple of 5.'],
  [ark('min', { rule: 2 }), 'a minimum Must be at least 2.'],
  [ark('min', { rule: 2, exclusive: true }), 'a exclusiveMinimum Must be greater than 2.'],
  [ark('max', { rule: 2, exclusive: true }), 'a exclusiveMaximum Must be less than 2.'],
  [ark('minLength', { rule: 2, data: 'S' }), 'a minLength Must have at least 2 characters.'],
  [ark('maxLength', { rule: 2, data: [] }), 'a maxItems Must have at most 2 items.'],
  [ark('unit', { unit: 2 }), 'a const Must be 2.'],
  [ark('union', { errors: [ark('unit', { unit: 'a' }), ark('unit', { unit: 'b' })] }), 'a enum Must be one of "a", "b".'],
  [ark('union', { errors: [ark('domain'), ark('unit')] }), 'a anyOf Must fit one of the allowed forms.'],
  [ark('union', { errors: [ark('unit', { unit: true }), ark('unit', { unit: false })] }), 'a type Must be a boolean.'],
  [ark('union', { errors: [] }), 'a enum Must be one of .'],
  [ark('predicate', { expected: '"a" or "b"' }), 'a enum Must be one of "a", "b".'],
  [ark('predicate', { expected: '"a" or "b"', actual: 'undefined' }), 'a required This field is required.'],
  [ark('predicate', { expected: 'a number, a string or null' }), 'a anyOf Must fit one of the allowed forms.'],
  [ark('predicate', { expected: 'this or that' }), 'a undefined Is not valid.'],
  [ark('predicate', { actual: 'undefined' }, []), 'body undefined Is not valid.'],
  [ark('intersection'), 'a undefined Is not valid.'],

  [cv('a', ['isString', 'minLength']), 'a type Must be a string.', 'a minLength Is not valid.'],
  [cv('a', ['isString', 'minLength'], { value: undefined }), 'a required This field is required.'],
  [cv('a', ['whitelistValidation']), 'a additionalProperties This field is not known here.'],
  [cv('a', ['equals']), 'a const Is not valid.'],
  [{ constraints: { unknownValue: 'SECRET' } }, 'body type Must be an object.'],
  [cv('a', ['isMine']), 'a undefined Is not valid.'],
  [cv('a', [], { children: [cv('0', [], { children: [cv('b', ['isEmail'])] }), 'no error'] }), 'a.0.b format Must be in the format email.'],
  [{ property: 'a', children: [cv('b', ['isInt'])] }, 'a.b type Must be an integer.']
]

interface Issue { readonly path: string, readonly keyword?: string, readonly message: string }

const textOf = ({ path, keyword, message }: Issue) => `${path} ${keyword} ${message}`

/** How each library throws a list. */
const thrown: Readonly<Record<string, (entry: object) => unknown>> = {
  'as a list': entry => [entry],
  'in issues': entry => Object.assign(new Error('SECRET'), { issues: [entry] }),
  'in inner': entry => Object.assign(new Error('SECRET'), { inner: [entry] }),
  'in arkErrors': entry => Object.assign(new Error('SECRET'), { arkErrors: [entry] }),
  'as the error itself, with an empty list': entry => Object.assign(new Error('SECRET'), entry, { inner: [] })
}

t.test('each entry is an issue with its path, the keyword of JSON Schema and our message', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [index, [entry]] of rows.entries()) {
      for (const [way, make] of Object.entries(thrown)) app.get(`/${index}/${way}`, async () => { throw make(entry) })
    }
  })
  for (const [index, [entry, ...want]] of rows.entries()) {
    for (const way of Object.keys(thrown)) {
      const { status, text, body } = await ask(`/${index}/${way}`)
      const issues = (body as { error: { issues?: Issue[] } }).error.issues ?? []
      t.same([status, issues.map(textOf)], [400, want], `${JSON.stringify(entry)} ${way}`)
      t.notMatch(text, 'SECRET')
    }
  }
})

t.test('lists of anything else are bugs', async t => {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  const others: readonly unknown[] = [[], [1], [null], [{ property: 'a' }], [{ path: 'a', type: 'b' }], { inner: [] }, { inner: [1] }, { inner: 'a', arkErrors: 'b' }, proxy]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const index of others.keys()) app.get(`/${index}`, async () => { throw others[index] })
  })
  for (const index of others.keys()) t.match((await ask(`/${index}`)).body, { error: { code: 'internal_error' } }, String(index))
})
