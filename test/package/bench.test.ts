import t from 'tap'
import { checkBuilt, run } from '../built.ts'

checkBuilt()

t.test('what the bench compares answers alike, and each of its targets is measured', async t => {
  const { code, stderr } = await run(['bench/run.mjs', '--dry'])
  t.same({ code, stderr }, { code: 0, stderr: '' })
})
