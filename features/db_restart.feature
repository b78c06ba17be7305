@recovery
@database
@TC_002
Feature: The database restarts
  Databases are restarted for updates, killed when memory runs out, and unreachable when a network
  fails. The API in front of them must outlive all of it.

  **What is promised.** The API process stays the same one. While its database is away it stays
  alive, says that it is not ready, and tells callers within seconds to try again later. As soon as
  the database is back, so is the service.

  **What was learned.** Connection pools hand out connections whose server is long gone; drivers
  without a timeout wait for ever on a server that is frozen; and an orchestrator that restarts the
  API because its liveness check asks the database turns a short outage into a long one.

  Rule: The API outlives its database

    Scenario Outline: The database <event> while people use the service
      Given 10 clients are using the service
      When the database <event>
      Then the service recovers within 15 seconds
      And the API process is still the same
      And every acknowledged user is present exactly once

      Examples:
        | event        |
        | is restarted |
        | is killed    |
        | crashes      |

    Scenario: The database is away for some seconds
      Given 10 clients are using the service
      When the database is away for 3 seconds
      Then the service recovers within 15 seconds
      And the API process is still the same
      And no request took longer than 5 seconds

  Rule: A caller who cannot be served is told so quickly

    Scenario Outline: 20 people try to register while the database is <state>
      Given the database is <state>
      When 20 clients try to register at once
      Then each is told "try again later" within 5 seconds
      And the API is alive but not ready
      And registrations succeed within 10 seconds of the return of the database

      Examples:
        | state  |
        | away   |
        | frozen |
