/** What a machine needs, each as one sentence that says what is missing and how to mend it; undefined when all is well. */
export type Fault = string | undefined;

const isBelow = (version: readonly number[], least: readonly number[]): boolean => {
  const at = least.findIndex((part, index) => (version[index] ?? 0) !== part);
  return at >= 0 && (version[at] ?? 0) < (least[at] as number);
};

/** `version` as in `process.versions.node`. */
export function nodeFault(version: string): Fault {
  return isBelow(version.split('.').map(Number), [20, 19])
    ? `Node.js 20.19 or newer is needed and this is ${version}; install one from nodejs.org.`
    : undefined;
}

/** `said` is what `java -version` wrote, undefined when there is no such command. */
export function javaFault(said: string | undefined): Fault {
  const mend = 'install one (Debian and Ubuntu: apt-get install openjdk-17-jre-headless) or point JAVA_HOME at it.';
  if (said === undefined) return `Apache Kafka needs Java 17 or newer and there is none; ${mend}`;
  // Up to Java 8 versions were written 1.8.0.
  const major = /version "(?:1\.)?(\d+)/.exec(said)?.[1];
  if (major === undefined) return `Apache Kafka needs Java 17 or newer and 'java -version' names no version; ${mend}`;
  return Number(major) < 17 ? `Apache Kafka needs Java 17 or newer and this is Java ${major}; ${mend}` : undefined;
}

/** Maven is needed only until the jars are there. */
export function mavenFault(isThere: boolean, jarsAreHere: boolean): Fault {
  return isThere || jarsAreHere
    ? undefined
    : "Apache Maven fetches Apache Kafka's jars once and there is no 'mvn'; install it (Debian and Ubuntu: apt-get install maven).";
}

export function portFault(of: string, port: number, isFree: boolean): Fault {
  return isFree
    ? undefined
    : `Port ${port}, which ${of} needs, is taken; end what listens there or move all ports with --port-base N.`;
}

/** A PostgreSQL server that the environment names. `maxPreparedTransactions` undefined: it could not be asked. */
export function postgresFault(of: string, maxPreparedTransactions: number | undefined): Fault {
  if (maxPreparedTransactions === undefined) {
    return `The database in ${of} does not answer; start it or mend the URL.`;
  }
  return maxPreparedTransactions < 16
    ? `The server in ${of} allows ${maxPreparedTransactions} prepared transactions; set max_prepared_transactions = 64 in its postgresql.conf and start it again.`
    : undefined;
}
