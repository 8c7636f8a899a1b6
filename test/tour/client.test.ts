import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import { readByClients } from '../../acceptance/tour/clientDifferences.ts'
import { tour, type Row } from '../../acceptance/tour/tour.ts'

let rows: readonly Row[] = []
t.before(async () => {
  const app = await buildDemo()
  rows = await tour(await app.listen({ port: 0, host: '127.0.0.1' }))
  await app.close()
})

t.test('the generated client of each platform reads the 112 codes with class, details and verdict', async t => {
  const read = await readByClients(rows)
  t.equal(read.length, 112)
  for (const { platform, entry, wrong } of read) t.same(wrong, [], `${platform} ${entry.code}`)
})

t.test('the tour of clients reports what differs', async t => {
  const row = rows.find(({ entry }) => entry.code === 'insufficient_scope') as Required<Row>
  const body = { ok: false, error: { code: 'plan_required', message: 'M.', details: { requiredScope: 1 } } }
  const { answer: _, ...unanswered } = row
  const read = await readByClients([
    { ...row, answer: { ...row.answer, body } },
    { ...row, answer: { ...row.answer, status: 200, body: { ok: true } } },
    { ...unanswered, wrong: ['MISSING'] }
  ])
  t.match(read[0]?.wrong.join('\n'), /class: wanted 'InsufficientScopeError', got 'PlanRequiredError'\ncode: wanted 'insufficient_scope', got 'plan_required'\ndetails: /)
  t.same(read.slice(1).map(({ wrong }) => wrong), [['the client found no failure'], ['MISSING']])
})
