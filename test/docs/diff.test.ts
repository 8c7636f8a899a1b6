import { join } from 'node:path'
import t from 'tap'
import { diff } from '../../src/cli/diff.ts'
import { blockAfter } from './pages.ts'

t.test('the approval of the page approves its change and no other', async t => {
  const yaml = blockAfter('docs/reference/diff.md', 'approved')
  const frozen = '  invoice_frozen: { status: 409, message: Frozen. }\n'
  const dir = t.testdir({ 'new.yaml': yaml, 'old.yaml': `${yaml}${frozen}`, 'older.yaml': `${yaml}${frozen}  invoice_void: { status: 409, message: Void. }\n` })
  const of = async (old: string) => await diff(join(dir, old), join(dir, 'new.yaml'), { failOn: 'breaking', promise: 'wire', format: 'text' })
  t.match(await of('old.yaml'), { code: 0, stdout: /^approved {2}code-removed {2}invoice_frozen\n/, stderr: '' })
  t.match(await of('older.yaml'), { code: 3, stdout: /^breaking {2}code-removed {2}invoice_void\n/ })
})
