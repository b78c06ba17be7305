@database
@TC_007
Feature: What was stored stays stored
  A restart is only harmless when the data afterwards is the data from before: the same rows with
  the same content, not merely as many of them.

  **What is promised.** Every row keeps every value, whatever is restarted or killed. A user who was
  deleted stays deleted. An id that was given to somebody is never given to anybody else.

  **What was learned.** Databases that acknowledge before they write lose the last second before a
  kill. Counting rows hides it when a lost row is replaced by a new one. Ids that start again give a
  stranger the links of somebody else.

  Rule: Content is the same, row by row

    Background:
      Given 500 stored users

    Scenario Outline: The <component> <event>
      When the <component> <event>
      Then the service recovers within 15 seconds
      And every stored row is what it was
      And every acknowledged user is present exactly once

      Examples:
        | component | event        |
        | API       | is restarted |
        | API       | is killed    |
        | database  | is restarted |
        | database  | is killed    |

    Scenario: The database is restarted in the middle of a burst of registrations
      Given 10 clients are registering users
      When the database is restarted
      Then the service recovers within 15 seconds
      And every stored row is what it was
      And every acknowledged user is present exactly once

  Rule: An id belongs to one user for ever

    Scenario: Everything restarts after the newest users were deleted
      Given 20 stored users
      And the newest 10 of them were deleted
      When everything loses power and the database comes up first
      Then the service recovers within 20 seconds
      And the next 10 users get ids that nobody was given before
