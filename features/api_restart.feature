@recovery
@TC_001
Feature: The API restarts
  Every deployment restarts the API, and sooner or later every process dies in the middle of its
  work.

  **What is promised.** A planned restart first answers the requests it has accepted. A death
  without warning may cost requests their answer, but never a registration that was acknowledged.
  Either way the service is back within seconds, and after a crash nobody has to start it.

  **What was learned.** Services lose requests at deployments because they exit on `SIGTERM` instead
  of draining, or because they answer before they have committed. Both stay unseen until somebody
  counts the users *by name*.

  Rule: A planned restart answers what it has accepted

    Scenario: Registrations in flight are answered before the API goes down
      Given 3 registrations are in flight
      When the API is asked to restart
      Then every registration in flight is acknowledged
      And the service recovers within 15 seconds
      And every acknowledged user is present exactly once

    Scenario: The API is restarted while people use the service
      Given 10 clients are using the service
      When the API is restarted
      Then the service recovers within 15 seconds
      And every acknowledged user is present exactly once

  Rule: An acknowledged registration survives the death of the API

    Scenario: The API crashes while people register, and comes back by itself
      Given 10 clients are registering users
      When the API crashes
      Then the service recovers within 15 seconds
      And every acknowledged user is present exactly once

    Scenario: The API is killed while people register, and is started again
      Given 10 clients are registering users
      When the API is killed
      Then the service recovers within 15 seconds
      And every acknowledged user is present exactly once
