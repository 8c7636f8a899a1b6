import t from 'tap'
import { escapeControls, escapeJson } from '../../src/support/escapeControls.ts'

const hostile = 'a\u001b[31m\u007f\u009b2J\u202e\u2066\u200b\u2028\ud800z'

t.test('characters that a terminal obeys are escaped in a line of text', async t => {
  t.equal(escapeControls(`${hostile}\n\t`), 'a\\u001b[31m\\u007f\\u009b2J\\u202e\\u2066\\u200b\\u2028\\ud800z\\n\\t')
})

t.test('JSON holds none of them, keeps its lines and its value', async t => {
  const value = { [hostile]: [hostile, 'é😀'] }
  const text = escapeJson(JSON.stringify(value, null, 2))
  t.match(text, /^[\n\x20-\x7eé😀]*$/u)
  t.equal(text.split('\n').length, 6)
  t.same(JSON.parse(text), value)
})
