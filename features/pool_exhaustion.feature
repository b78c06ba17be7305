@database
@TC_011
Feature: All connections are taken
  A pool of database connections is small on purpose; the service here has 3. When a slow statement
  or a lock holds all of them, the next caller finds none.

  **What is promised.** Whoever gets no connection is told within seconds to try again later, and
  that nothing was applied. The service goes on reporting its health. When the connections become
  free, those who held one while they waited are served, and so is everybody else, also those
  who had been turned away. No failure ever costs the pool a connection, and none makes it open more
  than its share.

  **What was learned.** Pools without an acquire timeout queue callers until nobody remembers why
  they called. Health checks that share the pool report a busy service as a dead one, and get it
  restarted. A connection that is not given back after an error, or when its caller hangs up, is
  missed only when the last one is gone. A statement that only the service has given up goes on in
  the database, on a connection that the pool no longer counts.

  Rule: A caller who gets no connection is told so quickly

    Background:
      Given 5 stored users

    Scenario Outline: <clients> more people register while every connection is taken
      Given all 3 pooled connections are held
      When <clients> clients try to register at once
      Then each is told "try again later" within 3 seconds
      And the API is alive and ready
      And no more than 3 connections are open

      Examples:
        | clients |
        | 2       |
        | 50      |

  Rule: Whoever holds a connection is served once what blocked it is gone

    Scenario: The connections are released while 50 people ask for one
      Given all 3 pooled connections are held
      When 50 clients try to register at once
      Then registrations succeed within 5 seconds of the release of the connections
      And every registration in flight is acknowledged
      And those who were turned away succeed when they try again

    Scenario: A lock outlasts everybody's patience
      Given 10 clients are registering users
      When all 3 pooled connections have been blocked for 8 seconds
      Then no more than 3 connections are open
      And registrations succeed within 5 seconds of the release of the connections
      And every acknowledged user is present exactly once

  Rule: No failure costs the pool a connection

    Scenario: 100 people are turned away because every connection is taken
      Given all 3 pooled connections are held
      When 100 clients try to register at once
      Then each is told "try again later" within 3 seconds
      And registrations succeed within 5 seconds of the release of the connections
      And all 3 connections of the pool are idle again within 5 seconds
      And 3 registrations can be in flight at once

    Scenario: Everybody who holds a connection hangs up
      Given all 3 pooled connections are held by people who wait for 1 second
      When they hang up
      Then registrations succeed within 5 seconds of the release of the connections
      And all 3 connections of the pool are idle again within 5 seconds
      And 3 registrations can be in flight at once

    Scenario: The database is restarted, which costs the pool all of its connections
      Given all 3 connections of the pool are open and idle
      When the database is restarted
      Then the service recovers within 15 seconds
      And 3 registrations can be in flight at once

    Scenario: 100 people are refused because the email is taken
      Given 5 stored users
      When 100 people register with a stored email, 3 at a time
      Then they are refused because the email is taken
      And all 3 connections of the pool are idle again within 5 seconds
      And 3 registrations can be in flight at once
