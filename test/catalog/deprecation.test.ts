import t from 'tap'
import { deprecationOf } from '../../src/catalog/deprecation.ts'

t.test('a code is deprecated by a reason, by true or by its replacement', async t => {
  for (const [entry, want] of [
    [{}, undefined],
    [{ deprecated: false }, undefined],
    [{ deprecated: true }, {}],
    [{ deprecated: 'Old.' }, { reason: 'Old.' }],
    [{ replacedBy: 'new' }, { replacedBy: 'new' }],
    [{ deprecated: false, replacedBy: 'new' }, { replacedBy: 'new' }],
    [{ deprecated: 'Old.', replacedBy: 'new' }, { reason: 'Old.', replacedBy: 'new' }]
  ] as const) t.same(deprecationOf(entry), want, JSON.stringify(entry))
})
