import type { Outcome } from '../../../tour/outcome.ts'
import { checkout, signUp } from './steps.ts'

export const compliance: readonly Outcome[] = [
  {
    code: 'attestation_required',
    because: 'the merchant sells alcohol, and the customer has not said to be of age',
    reading: 'Alcohol and tobacco are the categories that ask for it.',
    async provoke (api) {
      const session = await signUp(api, { category: 'alcohol' })
      return api(`POST /v1/checkout/${await checkout(api, session)}/pay`, session)
    },
    async legal (api) {
      const { headers } = await signUp(api, { category: 'alcohol' })
      const id = await checkout(api, { headers })
      await api(`POST /v1/checkout/${id}/attestation`, { headers, body: { state: 'CA', age: 34 } })
      return api(`POST /v1/checkout/${id}/pay`, { headers })
    }
  }
]
