import t from 'tap'
import { counted } from '../../src/support/counted.ts'
import { safeGet, safeGetOwn } from '../../src/support/safeGet.ts'
import { urlPath } from '../../src/support/urlPath.ts'
import { nearest } from '../../src/support/didYouMean.ts'

t.test('a member is read from any value, and a getter that throws has none', async t => {
  const hostile = { get a () { throw new Error('no') } }
  for (const [value, name, want, own] of [
    [{ a: 1 }, 'a', 1, 1],
    [{}, 'constructor', Object, undefined],
    ['text', 'length', 4, undefined],
    [null, 'a', undefined, undefined],
    [undefined, 'a', undefined, undefined],
    [hostile, 'a', undefined, undefined]
  ] as const) {
    t.equal(safeGet(value, name), want)
    t.equal(safeGetOwn(value, name), own)
  }
})

t.test('the path of a URL has neither host nor query nor fragment', async t => {
  for (const [url, path] of [
    ['/a/b', '/a/b'],
    ['/a?b=/c#d', '/a'],
    ['/a#b', '/a'],
    ['http://example.com/a?b', '/a'],
    ['HTTPS://example.com/a', '/a'],
    ['https://example.com', ''],
    ['*', '*']
  ] as const) t.equal(urlPath(url), path, url)
})

t.test('up to three names are near, those that contain the given one first', async t => {
  const names = ['invoice_locked', 'invoice_paid', 'locked', 'invoice_gone', 'lock', 'card_declined']
  t.same(nearest('Lock', names), ['invoice_locked', 'locked', 'lock'])
  t.same(nearest('lokced', names), ['locked'])
  t.same(nearest('invoice', names), ['invoice_locked', 'invoice_paid', 'invoice_gone'])
  t.same(nearest('quota', names), [])
})

t.test('a count has its noun in the right form', async t => {
  t.same([0, 1, 2].map(count => counted(count, 'problem')), ['0 problems', '1 problem', '2 problems'])
})
