import t from 'tap'
import { buildDemo } from '../../acceptance/buildDemo.ts'
import { common, outcomes } from '../../acceptance/platforms/settlement/outcomes.ts'
import { createClient } from '../../acceptance/tour/client.ts'

for (const [required, status] of [[undefined, 403], ['1', 403], ['0', 201], ['', 201]] as const) {
  t.test(`live mode of an unverified workspace with KYB_REQUIRED_FOR_LIVE=${required ?? ''} is answered with ${status}`, async t => {
    const before = process.env['KYB_REQUIRED_FOR_LIVE']
    t.teardown(() => set(before))
    set(required)
    const app = await buildDemo()
    t.teardown(() => app.close())
    const api = createClient(`${await app.listen({ port: 0, host: '127.0.0.1' })}/settlement`, common)
    const { provoke } = outcomes.find(({ code }) => code === 'kyb_required') ?? {}
    t.equal((await provoke?.(api))?.status, status)
  })
}

function set (value: string | undefined) {
  if (value === undefined) delete process.env['KYB_REQUIRED_FOR_LIVE']
  else process.env['KYB_REQUIRED_FOR_LIVE'] = value
}
