// What specs of the projects over @naru/db use: databases that come and go, and rows to fill them with.
export { newSqlitePlace } from './sqlite-places.ts';
export { PostgresServer } from './postgres-server.ts';
export { aConversation, aMessage, aUser } from './rows.ts';
