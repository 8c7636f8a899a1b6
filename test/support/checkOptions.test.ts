import t from 'tap'
import { checkOptions, checkPluginOptions, shown, type OptionRules } from '../../src/support/checkOptions.ts'

const rules: OptionRules = {
  limit: { must: 'a number from 0', holds: value => typeof value === 'number' && value >= 0 },
  onLimit: { must: 'a function', holds: value => typeof value === 'function' }
}

t.test('options that their rules accept, or that are undefined, pass', async t => {
  for (const options of [{}, { limit: 0 }, { limit: undefined, onLimit: () => {} }]) {
    t.doesNotThrow(() => checkOptions(options, rules, 'the options'))
  }
})

t.test('one TypeError lists every problem with what to write instead', async t => {
  const hints = { max: ': did you mean limit: { … }?' }
  for (const [options, message] of [
    [{ limit: -1 }, '1 problem in the options: limit must be a number from 0, got -1'],
    [{ limits: 1, onLimit: 'log' }, '2 problems in the options: "limits" is not an option (did you mean "limit"?); onLimit must be a function, got "log"'],
    [{ window: 1 }, '1 problem in the options: "window" is not an option: use limit, onLimit'],
    [{ max: 1 }, '1 problem in the options: "max" is not an option: did you mean limit: { … }?'],
    [{ constructor: 1 }, '1 problem in the options: "constructor" is not an option: use limit, onLimit']
  ] as const) t.throws(() => checkOptions(options, rules, 'the options', hints), { name: 'TypeError', message })
  t.throws(() => checkOptions({ max: 1 }, rules, 'the options'), /"max" is not an option: use limit, onLimit$/)
})

t.test('a plugin ignores names that look like none of its options', async t => {
  const hints = { max: ': did you mean limit: { … }?' }
  t.same(checkPluginOptions({ limit: 0, any: 1, prefix: '/v1', logLevel: 'warn', logSerializers: {}, name: 'a', logger: true }, rules, 'the options'), ['any', 'logger'])
  t.same(checkPluginOptions({ limit: 0, prefix: '/v1' }, { ...rules, prefix: { must: 'a path', holds: value => value === '/v1' } }, 'the options'), [])
  for (const [options, message] of [
    [{ any: 1, limits: 1 }, '1 problem in the options: "limits" is not an option (did you mean "limit"?)'],
    [{ any: 1, limit: -1 }, '1 problem in the options: limit must be a number from 0, got -1'],
    [{ max: 1 }, '1 problem in the options: "max" is not an option: did you mean limit: { … }?']
  ] as const) t.throws(() => checkPluginOptions(options, rules, 'the options', hints), { name: 'TypeError', message })
})

t.test('a message shows any value', async t => {
  for (const [value, text] of [
    ['a', '"a"'], [{ a: 1 }, '{"a":1}'], [null, 'null'], [undefined, 'undefined'], [NaN, 'NaN'], [5n, '5'], [() => {}, 'a function']
  ] as const) t.equal(shown(value), text)
})
