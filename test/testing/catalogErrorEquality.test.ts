import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { CatalogError } from '../../src/index.ts'
import { catalogErrorEquality } from '../../src/testing.ts'

const options = { retryAfter: 5 }
const error = new CatalogError('a', { id: 1 }, options)
const cause = new Error('why')

t.test('two CatalogErrors are equal by code, message, details and options; other values are left to other testers', async t => {
  const given: unknown[][] = []
  const equals = (a: unknown, b: unknown, testers?: unknown[]) => {
    given.push(testers ?? [])
    return isDeepStrictEqual(a, b)
  }
  const testers = [catalogErrorEquality]
  for (const [a, b, expected] of [
    [error, new CatalogError('a', { id: 1 }, options), true],
    [error, new CatalogError('b', { id: 1 }, { ...options, message: 'a' }), false],
    [error, new CatalogError('a', { id: 2 }, options), false],
    [error, new CatalogError('a', { id: 1 }), false],
    [error, new CatalogError('a', { id: 1 }, { ...options, message: 'b' }), false],
    [new CatalogError('a', {}, { cause }), new CatalogError('a', {}, { cause }), true],
    [new CatalogError('a', {}, { cause }), new CatalogError('a', {}, { cause: new Error('else') }), false],
    [Object.assign(new CatalogError('a'), { name: 'Mine' }), new CatalogError('a'), false],
    [error, new Error('a'), undefined],
    [new Error('a'), error, undefined],
    [{ code: 'a' }, { code: 'a' }, undefined],
    [1, 'a', undefined]
  ] as const) {
    t.equal(catalogErrorEquality.call({ equals }, a, b, testers), expected)
  }
  t.ok(given.every(each => each === testers), 'custom testers also compare the details')
})
