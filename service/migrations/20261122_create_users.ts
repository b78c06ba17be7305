import { Migration } from '@mikro-orm/migrations'

/** Users and the audit trail of what happened to them. */
export class CreateUsers extends Migration {
  override name = '20261122_create_users'

  override up(): void {
    this.addSql(`
      create table users (
        id bigint generated always as identity primary key,
        name text not null,
        email text not null,
        is_active boolean not null default true,
        created_at timestamptz not null default now()
      )`)
    this.addSql('create unique index users_email_key on users (lower(email))')
    this.addSql(`
      create table audit_entries (
        id bigint generated always as identity primary key,
        action text not null check (action in ('user.registered', 'user.deleted')),
        user_id bigint not null,
        email text not null,
        request_id text not null,
        at timestamptz not null default now()
      )`)
    this.addSql('create index audit_entries_user_id_idx on audit_entries (user_id)')
  }

  override down(): void {
    this.addSql('drop table audit_entries')
    this.addSql('drop table users')
  }
}
