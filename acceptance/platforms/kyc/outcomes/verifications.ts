import type { Outcome } from '../../../tour/outcome.ts'
import { signUp, start } from './steps.ts'

const [document, selfie] = [{ body: { check: 'document' } }, { body: { check: 'selfie' } }]

/** Steps of a verification, and the states that allow them. */
export const verifications: readonly Outcome[] = [
  {
    code: 'verification_not_found',
    because: 'the verification belongs to another tenant',
    provoke: async api => api(`GET /v1/verifications/${await start(api)}`, await signUp(api)),
    legal: async api => api(`GET /v1/verifications/${await start(api)}`)
  },
  {
    code: 'verification_not_cancelable',
    because: 'the document was handed in, and the verification is approved',
    reading: 'That a verification is approved once all checks are handed in is ours.',
    async provoke (api) {
      const id = await start(api)
      await api(`POST /v1/verifications/${id}/checks`, document)
      return api(`POST /v1/verifications/${id}/cancel`)
    },
    legal: async api => api(`POST /v1/verifications/${await start(api)}/cancel`)
  },
  {
    code: 'check_not_required',
    because: 'a selfie is handed in, and the flow asks for the document only',
    reading: 'That the checks are named when a verification is started is ours.',
    provoke: async api => api(`POST /v1/verifications/${await start(api)}/checks`, selfie),
    legal: async api => api(`POST /v1/verifications/${await start(api)}/checks`, document)
  },
  {
    code: 'dependency_unavailable',
    because: 'a selfie is compared by the AI service, at whose port nothing listens',
    provoke: async api => api(`POST /v1/verifications/${await start(api, ['document', 'selfie'])}/checks`, selfie),
    legal: async api => api(`POST /v1/verifications/${await start(api, ['document', 'selfie'])}/checks`, document)
  }
]
