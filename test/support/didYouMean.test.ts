import t from 'tap'
import { createDidYouMean, didYouMean } from '../../src/support/didYouMean.ts'

const codes = (count: number) => Array.from({ length: count }, (_, index) => `code_${index}`)

t.test('of 10,000 unknown names beside 10,000 others the first 20 get a suggestion', async t => {
  let reads = 0
  const suggest = createDidYouMean(() => {
    reads++
    return codes(10_000)
  })
  const hints = codes(10_000).map(code => suggest(`${code}x`))
  t.equal(hints.findIndex(hint => hint === ''), 20)
  t.equal(hints.filter(hint => hint !== '').length, 20)
  t.equal(hints[7], ' (did you mean "code_7"?)')
  t.equal(reads, 1)
})

t.test('few names are compared with as many as there are', async t => {
  const suggest = createDidYouMean(() => codes(10))
  t.ok(codes(10_000).every(code => suggest(`${code.slice(0, 6)}x`) !== ''))
  t.equal(createDidYouMean(() => codes(300_000))('cod_1'), didYouMean('cod_1', codes(300_000)), 'the first name always gets one')
})

t.test('a name that is longer than any code gets no suggestion', async t => {
  t.equal(didYouMean('a'.repeat(100), ['a'.repeat(99)]), ` (did you mean "${'a'.repeat(99)}"?)`)
  t.equal(didYouMean('a'.repeat(101), ['a'.repeat(100)]), '')
})
