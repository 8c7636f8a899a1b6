import { request } from './request.mjs'
import { withCatalog, withFastify } from './servers.mjs'

const invoice = { id: 'in_42', status: 'open', amount: '12.00', currency: 'EUR' }
const path = '/invoices/:id'

const sendPlain = app => { app.get(path, (request, reply) => { reply.send(invoice) }) }
const sendWithId = app => { app.get(path, (request, reply) => { reply.header('x-request-id', request.id).send(invoice) }) }
const sendWrapped = app => { app.get(path, (request, reply) => { reply.header('x-request-id', request.id).send({ ok: true, data: invoice }) }) }

/** Send the request id with every response, as the plugin does. */
const addIdHook = app => {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id)
    done(null, payload)
  })
}
const addWrapHook = app => {
  app.addHook('preSerialization', (request, reply, payload, done) => { done(null, { ok: true, data: payload }) })
}
const withHooks = (...hooks) => withFastify(app => {
  for (const add of hooks) add(app)
  sendPlain(app)
})

const asked = { request: request('GET', '/invoices/in_42'), status: 200 }

export const success = {
  success: {
    ...asked,
    other: ['without, no request id'],
    variants: {
      'without, id set in the handler': withFastify(sendWithId),
      'without, id set in a hook': withHooks(addIdHook),
      'without, no request id': withFastify(sendPlain),
      with: withCatalog(sendPlain)
    }
  },
  'wrapped success': {
    ...asked,
    variants: {
      'without, wrapped in the handler': withFastify(sendWrapped),
      'without, wrapped in a hook': withHooks(addIdHook, addWrapHook),
      with: withCatalog(sendPlain, { extends: 'http', envelope: 'merchant' })
    }
  }
}
