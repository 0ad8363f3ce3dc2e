import { loopback } from './ports.js';

/** Settings of the local server, as `-c name=value` gives them. */
export function postgresSettings({
  port,
  durable,
  maxPreparedTransactions,
}: {
  port: number;
  durable: boolean;
  maxPreparedTransactions: number;
}): Record<string, string | number> {
  return {
    port,
    listen_addresses: loopback,
    // A socket's path is limited to 107 characters, which a checkout's folder may pass.
    unix_socket_directories: '',
    // Three pools of several instances each, and the benchmark's sixty-four connections to each database beside them.
    max_connections: 300,
    max_prepared_transactions: maxPreparedTransactions,
    shared_buffers: '256MB',
    // Checkpoints seldom: each makes every page that is changed after it go whole into the log.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d %a ',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}
