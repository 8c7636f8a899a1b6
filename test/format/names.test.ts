import t from 'tap'
import { isKeyword, placeOf } from '../../src/format/keywords.ts'
import { answeringRole } from '../../src/format/roles.ts'

t.test('keywords have an order, in which unknown ones come last', async t => {
  t.equal(isKeyword('required'), true)
  t.equal(isKeyword('x-other'), false)
  t.ok(placeOf('required') < placeOf('type'), 'required before type')
  t.ok(placeOf('minLength') < placeOf('x-other'), 'known before unknown')
  t.equal(placeOf(undefined), placeOf('x-other'))
})

t.test('a role without a code uses the code of its nearest fallback', async t => {
  t.equal(answeringRole('conflict', { conflict: 'taken', badRequest: 'bad' }), 'conflict')
  t.equal(answeringRole('conflict', { badRequest: 'bad', internal: 'bug' }), 'badRequest')
  t.equal(answeringRole('validation', {}), undefined)
})
