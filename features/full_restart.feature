@recovery
@TC_004
Feature: Everything restarts
  After a power failure or a maintenance window nobody can say which part of a system starts first.

  **What is promised.** Whatever comes up first, the service comes back without help. An API that
  finds no database waits for it: it is alive, says that it is not ready, and becomes ready when the
  database comes.

  **What was learned.** Services that exit when their database is missing depend on a start order
  that nobody guarantees, and restart at ever longer intervals while the database has long been
  there.

  Rule: The order of starting does not matter

    Scenario Outline: Everything <downfall>, and the <first> comes up before the <second>
      Given 5 clients are using the service
      When everything <downfall> and the <first> comes up first
      Then the service recovers within 20 seconds
      And the API did not have to be started again
      And every acknowledged user is present exactly once

      Examples:
        | downfall    | first    | second   |
        | is stopped  | database | API      |
        | is stopped  | API      | database |
        | loses power | database | API      |
        | loses power | API      | database |

  Rule: However long the database was away, its return is noticed soon

    @minute
    Scenario: The database comes 16 seconds after the API
      Given the database is away
      When the API is restarted and finds no database for 16 seconds
      Then registrations succeed within 8 seconds of the return of the database
      And every acknowledged user is present exactly once
