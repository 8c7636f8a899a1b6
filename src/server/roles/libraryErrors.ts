import type { Role } from '../../format/roles.ts'

/** The errors of clients of databases, queues and services that mean the same. */
interface LibraryRow {
  readonly what: string
  readonly role: Role
  /** The `code`, the `name` or the class of an error, by the library. */
  readonly names: Readonly<Record<string, readonly string[]>>
}

/**
 * The errors of well-known libraries about the server that they connect to.
 *
 * The first row that has a name of the error or of its causes decides: libraries wrap a timeout in an error that says less.
 */
export const libraryErrors: readonly LibraryRow[] = [
  {
    what: 'no response in time',
    role: 'gatewayTimeout',
    names: {
      jose: ['ERR_JWKS_TIMEOUT'],
      Knex: ['KnexTimeoutError'],
      MongoDB: ['MongoNetworkTimeoutError', 'MongoOperationTimeoutError'],
      mysql2: ['PROTOCOL_SEQUENCE_TIMEOUT'],
      'node-redis': [
        'ConnectionTimeoutError', 'SocketTimeoutError', 'SocketTimeoutDuringMaintenanceError', 'CommandTimeoutDuringMaintenanceError'
      ],
      PostgreSQL: ['57014'],
      Prisma: ['P1002', 'P1008', 'SocketTimeout'],
      Sequelize: ['SequelizeConnectionTimedOutError', 'SequelizeTimeoutError']
    }
  },
  {
    what: 'a lost connection, an invalid response',
    role: 'badGateway',
    names: {
      jose: ['ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'],
      MongoDB: ['MongoNetworkError', 'MongoUnexpectedServerResponseError'],
      mysql2: ['PROTOCOL_CONNECTION_LOST'],
      'node-redis': ['SocketClosedUnexpectedlyError'],
      PostgreSQL: ['08000', '08003', '08006', '08P01', '57P02'],
      Prisma: ['P1017', 'ConnectionClosed']
    }
  },
  {
    what: 'a server that cannot be reached or accepts no more connections',
    role: 'unavailable',
    names: {
      MongoDB: [
        'MongoWaitQueueTimeoutError', 'MongoPoolClearedError', 'MongoTopologyClosedError',
        'MongoNotConnectedError', 'MongoClientClosedError', 'MongoServerClosedError', 'MongoStalePrimaryError'
      ],
      MySQL: ['ER_CON_COUNT_ERROR', 'ER_USER_LIMIT_REACHED', 'ER_SERVER_SHUTDOWN'],
      'node-redis': [
        'ClientClosedError', 'ClientOfflineError', 'DisconnectsClientError', 'ReconnectStrategyError', 'RootNodesUnavailableError'
      ],
      PostgreSQL: ['08001', '08004', '53300', '57P01', '57P03'],
      Prisma: ['P1001', 'P2024', 'P2037', 'DatabaseNotReachable', 'TooManyConnections'],
      Sequelize: [
        'SequelizeConnectionRefusedError', 'SequelizeHostNotFoundError', 'SequelizeHostNotReachableError',
        'SequelizeConnectionAcquireTimeoutError'
      ]
    }
  },
  {
    what: 'no server found in time, and its fault is not known',
    role: 'gatewayTimeout',
    names: { MongoDB: ['MongoServerSelectionError'], Mongoose: ['MongooseServerSelectionError'] }
  }
]

/** An error without a specific code, recognised by its message or by that of a cause. */
export interface MessageRow {
  readonly what: string
  readonly role: Role
  /** Whole messages; a message that ends with `…` is a prefix. */
  readonly messages: readonly string[]
  /** The codes or names of which the error must have one; else it must have none that is known. */
  readonly names?: readonly string[]
  /** The status that the error must have; else it must have none below 500. */
  readonly status?: number
}

/** Errors of libraries that have neither a code nor a specific name. */
export const libraryMessages: readonly MessageRow[] = [
  {
    what: 'A Redis that cannot be reached or does not respond in time (ioredis)',
    role: 'unavailable',
    messages: [
      'Connection is closed.', 'Command aborted due to connection close', 'Command timed out',
      "Stream isn't writeable and enableOfflineQueue options is false", "Cluster isn't ready and enableOfflineQueue options is false"
    ]
  },
  {
    // Any other error reply of Redis is a bug of the caller.
    what: 'A Redis in a temporary state (ioredis)',
    role: 'unavailable',
    names: ['ReplyError'],
    messages: [
      'LOADING …', 'BUSY …', 'TRYAGAIN …', 'CLUSTERDOWN …', 'MASTERDOWN …', 'READONLY …',
      'OOM …', 'MISCONF …', 'NOREPLICAS …'
    ]
  },
  {
    what: 'A PostgreSQL that does not respond in time (pg)',
    role: 'gatewayTimeout',
    messages: ['timeout expired', 'Connection terminated due to connection timeout', 'Query read timeout']
  },
  {
    what: 'A PostgreSQL that closes the connection (pg)',
    role: 'badGateway',
    messages: [
      'Connection terminated unexpectedly', 'Connection terminated', 'Client has encountered a connection error and is not queryable'
    ]
  },
  {
    what: 'A pool of connections that is full (pg, mysql2)',
    role: 'unavailable',
    messages: ['timeout exceeded when trying to connect', 'Queue limit reached.', 'No connections available.']
  },
  {
    what: 'A MongoDB that was not connected in time (Mongoose)',
    role: 'unavailable',
    names: ['MongooseError'],
    messages: ['Operation …', 'Connection operation buffering timed out …']
  }
]

/** Members that hold the cause of an error, by the name of its class. */
const causeMembers: ReadonlyMap<string, string> = new Map([
  ['StripeError', 'detail'],
  // Sequelize: the class of all of its errors.
  ['BaseError', 'parent'],
  // TypeORM.
  ['QueryFailedError', 'driverError'],
  // MongoDB: the cause of a MongooseServerSelectionError.
  ['TopologyDescription', 'error'],
  // Prisma: the error of a driver behind a raw query.
  ['PrismaClientKnownRequestError', 'meta.driverAdapterError']
])

/** Members that hold another code of an error, by the name of its class: both are of Prisma. */
const codeMembers: ReadonlyMap<string, string> = new Map([
  ['PrismaClientInitializationError', 'errorCode'],
  ['DriverAdapterError', 'cause.kind']
])

const rowOfName = new Map(libraryErrors.flatMap(({ names }, row) => Object.values(names).flat().map(name => [name, row] as const)))

/** The role of the first row that has one of these names. */
export function roleOfLibrary (names: readonly string[]): Role | undefined {
  let first = libraryErrors.length
  for (const name of names) first = Math.min(first, rowOfName.get(name) ?? first)
  return libraryErrors[first]?.role
}

export function causeMemberOf (className: string): string | undefined {
  return causeMembers.get(className)
}

export function codeMemberOf (className: string): string | undefined {
  return codeMembers.get(className)
}
