/** The shipped envelopes, written as a user writes them under `envelopes:`. The same parser reads both. */
export const shippedEnvelopes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  nested: {
    error: {
      error: {
        code: '$code',
        message: '$message',
        param: '$param',
        request_id: '$requestId',
        issues: {
          $each: 'issues',
          as: { path: '$issue.path', message: '$issue.message', in: '$issue.location', keyword: '$issue.keyword', code: '$issue.code' }
        },
        details: '$details'
      }
    }
  },

  // The page names the members but shows no sample. We read `fields` as an array of messages for each field.
  kyc: {
    error: {
      code: '$code',
      message: '$message',
      request_id: '$requestId',
      fields: { $each: 'issues', by: 'path', as: '$issue.message' }
    }
  },

  // The page specifies `problem`. We place `message`, `trace_id`, `errors` and the details next to it.
  billing: {
    variants: [
      {
        when: { roles: ['validation'] },
        error: {
          problem: '$code',
          message: '$message',
          trace_id: '$requestId',
          errors: { $each: 'issues', as: { field: '$issue.path', message: '$issue.message' } },
          '...': '$details'
        }
      },
      { error: { problem: '$code', message: '$message', trace_id: '$requestId', '...': '$details' } }
    ]
  },

  settlement: {
    error: { error: { code: '$code', message: '$message', param: '$param', request_id: '$requestId', metadata: '$details' } }
  },

  // The page says that `details` is an array of issues. The members of an issue are our reading.
  merchant: {
    error: {
      ok: false,
      error: {
        code: '$code',
        message: '$message',
        details: {
          $first: [
            { $each: 'issues', as: { path: '$issue.path', message: '$issue.message', code: '$issue.keyword' } },
            '$details'
          ]
        }
      }
    },
    success: { ok: true, data: '$data' }
  },

  cards: {
    error: { status: 'error', message: '$message', '...': '$details' },
    success: { status: 'success', '...': '$data' }
  },

  // RFC 9457, section 3.1; the members after instance are extensions (section 3.2).
  rfc9457: {
    contentType: 'application/problem+json',
    error: {
      type: { $first: ['$docs', 'about:blank'] },
      title: '$title',
      status: '$status',
      detail: '$message',
      instance: '$instance',
      code: '$code',
      request_id: '$requestId',
      errors: {
        $each: 'issues',
        as: { detail: '$issue.message', pointer: '$issue.pointer', parameter: '$issue.parameter', header: '$issue.header' }
      },
      '...': '$details'
    }
  },

  // JSend: `fail` for errors that the caller can fix, `error` for the others. Its own `code` is a number, so our code goes into `data`.
  jsend: {
    variants: [
      {
        when: { class: '5xx' },
        error: {
          status: 'error',
          message: '$message',
          data: { code: '$code', request_id: '$requestId', details: '$details' }
        }
      },
      {
        error: {
          status: 'fail',
          data: {
            code: '$code',
            message: '$message',
            request_id: '$requestId',
            issues: { $each: 'issues', as: { path: '$issue.path', message: '$issue.message' } },
            details: '$details'
          }
        }
      }
    ],
    success: { status: 'success', data: '$data' }
  },

  // JSON:API 1.1, error objects: one for each issue, or one for the failure.
  jsonapi: {
    contentType: 'application/vnd.api+json',
    error: {
      errors: {
        $first: [
          {
            $each: 'issues',
            as: {
              status: { $string: '$status' },
              code: '$code',
              title: '$title',
              detail: '$issue.message',
              source: { $optional: true, pointer: '$issue.pointer', parameter: '$issue.parameter', header: '$issue.header' }
            }
          },
          [{
            id: '$requestId',
            links: { $optional: true, about: '$docs' },
            status: { $string: '$status' },
            code: '$code',
            title: '$title',
            detail: '$message',
            meta: '$details'
          }]
        ]
      },
      meta: { message: '$message', request_id: '$requestId' }
    }
  },

  // AIP-193: google.rpc.Status with ErrorInfo first; metadata are texts.
  google: {
    error: {
      error: {
        code: '$status',
        message: '$message',
        status: '$canonical',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: '$code', metadata: { $string: '$details' } },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: '$requestId' },
          {
            $optional: true,
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: { $each: 'issues', as: { field: '$issue.path', description: '$issue.message', reason: '$issue.code' } }
          },
          {
            $optional: true,
            '@type': 'type.googleapis.com/google.rpc.Help',
            links: [{ description: 'Documentation of this error.', url: '$docs' }]
          }
        ]
      }
    }
  }
}
