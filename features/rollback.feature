@database
@TC_009
Feature: All or nothing
  A request that fails half-way must not leave its first half behind.

  **What is promised.** What was refused has changed nothing, not even the audit trail. An import
  stores all of its users or none, also when the API or the database dies in the middle. A
  connection that carried a failed request serves the next one as if nothing had happened.

  **What was learned.** Audit entries written in a transaction of their own tell of users who never
  were. An error path without a rollback leaves a transaction open on a pooled connection, and the
  next caller inherits it. Whether an email is free is for the database to decide: between looking
  and storing, somebody else may take it.

  Rule: A refused request changes nothing

    Scenario Outline: Somebody registers with <email>
      Given 5 stored users
      When somebody registers with <email>
      Then it is refused because the email is taken
      And the answer tells nothing of what goes on inside
      And nothing has changed, not even the audit trail

      Examples:
        | email                                 |
        | a stored email                        |
        | a stored email in another letter case |

    Scenario Outline: The last of 2000 imported users <flaw>
      Given 5 stored users
      When 2000 users are imported, the last of whom <flaw>
      Then the import is refused
      And nothing has changed, not even the audit trail
      And every acknowledged user is present exactly once

      Examples:
        | flaw                                     |
        | has no name                              |
        | has an email that is taken               |
        | has a taken email in another letter case |
        | has the email of the first               |

    Scenario: Impatient people register twice
      When 20 people register twice at once, in another letter case
      Then one registration of each is refused because the email is taken
      And the audit trail tells of every stored user once
      And every acknowledged user is present exactly once

  Rule: An interrupted import leaves all of its users or none

    Scenario Outline: The <component> is killed in the middle of an import
      Given an import of 2000 users is under way
      When the <component> is killed
      Then the service recovers within 15 seconds
      And every acknowledged user is present exactly once
      And the audit trail tells of every stored user once

      Examples:
        | component |
        | API       |
        | database  |

  Rule: Nobody is stored without a trace

    Scenario: The API is killed while registrations wait for their audit entries
      Given 3 registrations wait for their audit entries
      When the API is killed before it can write them
      Then the service recovers within 15 seconds
      And the audit trail tells of every stored user once
      And every acknowledged user is present exactly once

  Rule: Nobody is told that nothing happened when something has

    Scenario: The database dies after it has stored registrations and before it could say so
      Given 3 registrations are stored but not yet acknowledged
      When the database is killed before it can say so
      Then nobody is told that nothing was applied
      And the service recovers within 15 seconds
      And every acknowledged user is present exactly once

  Rule: A connection is as good as new after a rollback

    Scenario: 30 people register with a taken email
      Given 5 stored users
      When 30 people register with a stored email, 3 at a time
      Then they are refused because the email is taken
      And no transaction is left open
      And 10 more registrations in a row succeed
