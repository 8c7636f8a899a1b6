// Lists as Joi 18 gives them; interop/test/joi.test.ts asks Joi itself.
import t from 'tap'
import errorCatalog from '../../../src/index.ts'
import { serve } from '../../serve.ts'

type Detail = readonly [type: string, path: ReadonlyArray<string | number>, context: unknown, want: string]

const details: readonly Detail[] = [
  ['any.required', ['email'], { label: 'email' }, 'email required This field is required.'],
  ['any.required', [], {}, 'body required This field is required.'],
  ['object.unknown', ['a/b'], { child: 'a/b', value: 'SECRET' }, 'a/b additionalProperties This field is not known here.'],
  ['string.base', ['lines', 0, 'sku'], { value: 5 }, 'lines.0.sku type Must be a string.'],
  ['number.integer', ['count'], { value: 1.5 }, 'count type Must be an integer.'],
  ['string.email', ['email'], { value: 'SECRET', invalids: ['SECRET'] }, 'email format Must be in the format email.'],
  ['string.empty', ['name'], { value: '' }, 'name minLength Must have at least 1 character.'],
  ['string.max', ['name'], { limit: 3, value: 'SECRET' }, 'name maxLength Must have at most 3 characters.'],
  ['number.less', ['rate'], { limit: 1 }, 'rate exclusiveMaximum Must be less than 1.'],
  ['number.min', ['rate'], { limit: { key: 'other' } }, 'rate minimum Is not valid.'],
  ['number.multiple', ['step'], { multiple: 5 }, 'step multipleOf Must be a multiple of 5.'],
  ['string.pattern.base', ['code'], { regex: /^\d+$/ }, 'code pattern Must match ^\\d+$.'],
  ['string.pattern.base', ['code'], {}, 'code pattern Is not valid.'],
  ['any.only', ['kind'], { valids: ['a', null] }, 'kind enum Must be one of "a", null.'],
  ['any.only', ['kind'], { valids: ['a', { key: 'other' }] }, 'kind enum Is not valid.'],
  ['array.unique', ['tags', 1], { pos: 1 }, 'tags.1 uniqueItems Must not hold the same item twice.'],
  ['alternatives.match', ['ref'], {}, 'ref anyOf Must fit one of the allowed forms.'],
  ['my.rule', ['vat'], { value: 'SECRET' }, 'vat undefined Is not valid.'],
  ['string.base', ['vat'], undefined, 'vat undefined Is not valid.']
]

/** Joi's ValidationError. */
function joiError (list: readonly Detail[]): Error {
  return Object.assign(new Error('"SECRET" is not valid'), {
    name: 'ValidationError', isJoi: true, details: list.map(([type, path, context]) => ({ type, path, context, message: 'SECRET' }))
  })
}

/** Joi's schemas are no JSON Schema. */
class Schema {}

interface Issue { readonly path: string, readonly keyword?: string, readonly message: string }

const textOf = ({ path, keyword, message }: Issue) => `${path} ${keyword} ${message}`

t.test('each entry of Joi is an issue with its path, the keyword of JSON Schema and our message', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [index, detail] of details.entries()) {
      app.post(`/${index}`, { schema: { body: new Schema() }, validatorCompiler: () => () => ({ error: joiError([detail]) }) }, async () => 'done')
      app.get(`/thrown/${index}`, async () => { throw joiError([detail]) })
    }
  })
  for (const [index, [type, , , want]] of details.entries()) {
    for (const got of [await ask(`/${index}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }), await ask(`/thrown/${index}`)]) {
      t.equal(got.status, 400, type)
      t.same((got.body as { error: { issues: Issue[] } }).error.issues.map(textOf), [want], type)
      t.notMatch(got.text, 'SECRET', type)
    }
  }
})

t.test('the issues of the parts after the first invalid one are reported too', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    const compiler = () => (data: unknown) => ({ error: joiError([['any.required', [Object.keys(data as object)[0] as string], {}, '']]) })
    app.post('/:id', { schema: { params: {}, querystring: {} }, validatorCompiler: compiler as never }, async () => 'done')
  })
  const got = await ask('/1?page=2', { method: 'POST' })
  t.match(got.body, { error: { issues: [{ path: 'id', in: 'path', keyword: 'required' }, { path: 'page', in: 'query', keyword: 'required' }] } })
})
