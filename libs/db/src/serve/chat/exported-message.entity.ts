import { Entity, PrimaryColumn } from 'typeorm';

/**
 * An answer that some export of feedback holds. It refers to no message on purpose: it stays when the message is deleted,
 * so that the next export can tell that the answer was withdrawn. Nothing of what was said stays with it.
 */
@Entity('exported_messages')
export class ExportedMessageRow {
  @PrimaryColumn('varchar', { length: 36 })
  messageId!: string;
}
