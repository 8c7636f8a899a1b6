import t from 'tap'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { loadContract } from '../../../src/envelope/load.ts'
import { mapError } from '../../../src/server/mapping/mapError.ts'
import { readThrown } from '../../../src/server/mapping/readThrown.ts'
import { libraryErrors, libraryMessages } from '../../../src/server/roles/libraryErrors.ts'

const context = {
  trustStatus: 'own',
  unmatched: undefined,
  replyStatus: undefined,
  validationFailure: () => undefined,
  isParserError: () => false,
  limiterRole: () => undefined,
  limiterWait: () => undefined
} as const

const { catalog } = await loadContract({ extends: 'http' })
const codeOf = (thrown: unknown, of: Catalog = catalog) => mapError(readThrown(thrown), of, context).entry.code

const error = (members: object = {}, message = 'hunter2') => Object.assign(new Error(message), members)
const withCause = (cause: unknown) => new Error('hunter2', { cause })
/** An instance of a class with this name that sets no `name`, as those of node-redis and MongoDB. */
const instanceOf = (name: string, members: object = {}, parent: new (message: string) => Error = Error) => {
  const Class = { [name]: class extends parent {} }[name] as new (message: string) => Error
  return Object.assign(new Class('hunter2'), members)
}

t.test('an error of a known library is known by its code, its name, its class or that of a cause', async t => {
  for (const { role, names } of libraryErrors) {
    for (const name of Object.values(names).flat()) {
      for (const thrown of [error({ code: name }), error({ name }), instanceOf(name), withCause(withCause(error({ code: name }))), new AggregateError([error(), instanceOf(name)])]) {
        t.equal(codeOf(thrown), catalog.roles[role], name)
      }
    }
  }
})

t.test('a message of a known library counts in causes too, unless a code says more', async t => {
  for (const { role, messages, names = [undefined] } of libraryMessages) {
    for (const text of messages) {
      const message = text.replace('…', 'x')
      for (const name of names) {
        const members = name === undefined ? {} : { name }
        t.equal(codeOf(error(members, message)), catalog.roles[role], message)
        t.equal(codeOf(withCause(error(members, message))), catalog.roles[role], `${message}, in a cause`)
        t.equal(codeOf(new AggregateError([error(members, message)])), catalog.roles[role], `${message}, in a member`)
        t.equal(codeOf(error({ ...members, statusCode: 409 }, message)), 'conflict', `${message}, with a status of the client`)
        if (name === undefined) t.equal(codeOf(withCause(error({ code: 'FST_CSRF_INVALID_TOKEN' }, message))), 'forbidden', `${message}, with a code`)
      }
    }
  }
})

class BaseError extends Error {}
class ConnectionError extends BaseError {}
class MongoError extends Error {}
class MongoNetworkError extends MongoError {}
const grpc = (code: number) => error({ code, details: 'hunter2', metadata: { getMap: () => ({}) } })
const selection = (error: unknown) => instanceOf('MongooseServerSelectionError', { cause: instanceOf('TopologyDescription', { error }) })

t.test('the most specific error of a chain decides', async t => {
  const rows: Readonly<Record<string, readonly [thrown: unknown, code: string]>> = {
    'a timeout in a lost connection': [instanceOf('MongoNetworkError', { cause: instanceOf('MongoNetworkTimeoutError') }), 'gateway_timeout'],
    'a lost connection behind a selection': [instanceOf('MongoServerSelectionError', { cause: new MongoNetworkError('hunter2') }), 'bad_gateway'],
    'a refused connection behind both': [instanceOf('MongoServerSelectionError', { cause: new MongoNetworkError('hunter2', { cause: error({ code: 'ECONNREFUSED' }) }) }), 'unavailable'],
    'a class that extends a known one': [instanceOf('OrderNetworkError', {}, MongoNetworkError), 'bad_gateway'],
    'a class that is not known': [new MongoError('hunter2'), 'internal_error'],
    'Mongoose: the error of a topology': [selection(instanceOf('MongoNetworkTimeoutError')), 'gateway_timeout'],
    'Mongoose: a refused connection of a topology': [selection(error({ code: 'ECONNREFUSED' })), 'unavailable'],
    'Sequelize: the message of its parent': [Object.assign(new ConnectionError('hunter2'), { parent: error({}, 'timeout expired') }), 'gateway_timeout'],
    'Sequelize: a code of its parent': [Object.assign(new ConnectionError('hunter2'), { parent: error({ code: 'PROTOCOL_CONNECTION_LOST' }) }), 'bad_gateway'],
    'a parent of another class': [error({ parent: error({ code: 'PROTOCOL_CONNECTION_LOST' }) }), 'internal_error'],
    'TypeORM: the error of its driver': [instanceOf('QueryFailedError', { driverError: error({ code: '57P01' }) }), 'unavailable'],
    'Prisma: the code of an engine that does not start': [instanceOf('PrismaClientInitializationError', { errorCode: 'P1001' }), 'unavailable'],
    'Prisma: an engine that does not start': [instanceOf('PrismaClientInitializationError'), 'internal_error'],
    'another class with such a code': [error({ errorCode: 'P1001' }), 'internal_error'],
    'Prisma: a raw query': [instanceOf('PrismaClientKnownRequestError', { code: 'P2010', meta: { driverAdapterError: instanceOf('DriverAdapterError', { cause: { kind: 'DatabaseNotReachable' } }) } }), 'unavailable'],
    'Prisma: a raw query that is invalid': [instanceOf('PrismaClientKnownRequestError', { code: 'P2010', meta: { driverAdapterError: instanceOf('DriverAdapterError', { cause: { kind: 'postgres', code: '42P01' } }) } }), 'internal_error'],
    'Prisma: without meta': [instanceOf('PrismaClientKnownRequestError', { code: 'P2002' }), 'internal_error'],
    'PostgreSQL: a statement that is invalid': [error({ code: '42P01' }), 'internal_error'],
    'gRPC: DEADLINE_EXCEEDED': [grpc(4), 'gateway_timeout'],
    'gRPC: RESOURCE_EXHAUSTED': [grpc(8), 'unavailable'],
    'gRPC: UNAVAILABLE': [grpc(14), 'unavailable'],
    'gRPC: NOT_FOUND of the upstream': [grpc(5), 'bad_gateway'],
    'gRPC: without a code': [{ metadata: { getMap: () => ({}) } }, 'bad_gateway'],
    'a number that is no code of gRPC': [error({ code: 14 }), 'internal_error'],
    'metadata of the program': [error({ code: 14, metadata: { tenant: 'acme' } }), 'internal_error']
  }
  for (const [name, [thrown, code]] of Object.entries(rows)) t.equal(codeOf(thrown), code, name)
})

t.test('map.errors goes before what is known of a library', async t => {
  const { catalog } = await loadContract({
    extends: 'http',
    codes: { down: { status: 503, message: 'The database is down.' } },
    map: { errors: { P1001: 'down', MongoNetworkError: 'down', DatabaseNotReachable: 'down', 14: 'down' } }
  })
  for (const thrown of [
    instanceOf('PrismaClientInitializationError', { errorCode: 'P1001' }),
    instanceOf('MongoNetworkError', { cause: error({ code: 'ECONNREFUSED' }) }),
    instanceOf('DriverAdapterError', { cause: { kind: 'DatabaseNotReachable' } }),
    grpc(14)
  ]) t.equal(codeOf(thrown, catalog), 'down', thrown.constructor.name)
})
