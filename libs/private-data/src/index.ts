// Owns finding what points to a person in a text and replacing it by typed placeholders. Does not know where texts come
// from, what a conversation is for, or what is done with the finds; it never logs or keeps a value beyond a Scrubber.
export { findPrivateData, type FindOptions } from './find-private-data.ts';
export { KINDS, type Find, type Kind, type Why } from './kinds.ts';
export { Scrubber, scrubConversation, type Scrubbed } from './scrubber.ts';
