//! The list of all cases.

use crate::Target;
use crate::broker::Broker;

/// Runs a case on a new device, where there can be one.
pub fn run<T: Target>(case: fn(T)) {
    if T::is_available() {
        case(T::start(T::memory()));
    }
}

/// Runs a case on a new device and a broker, where there can be both.
pub fn run_with<T: Target, B: Broker>(case: fn(T, B)) {
    if T::is_available()
        && let Some(broker) = B::start()
    {
        case(T::start(T::memory()), broker);
    }
}

/// A test for each case that needs no real broker, on a kind of device: `suite!(Charger);`
#[macro_export]
macro_rules! suite {
    ($target:ty) => {
        $crate::tests! { $target;
            status:
                status_has_every_readable_key_in_device_order
                a_status_asked_for_again_is_as_new_as_one_with_a_filter
                a_filter_keeps_device_order
                the_comma_of_a_filter_may_be_encoded
                an_empty_filter_is_none
                the_older_form_of_a_filter_works
                unknown_keys_of_a_filter_are_left_out
                commands_never_appear_in_a_status
                integers_are_written_as_integers
                the_keys_describe_themselves;
            set:
                a_set_is_answered_with_true
                each_key_of_a_set_is_answered
                the_accepted_keys_of_a_refused_set_are_applied
                a_value_out_of_range_is_told_the_range
                a_key_that_can_only_be_read_says_so
                an_unknown_key_is_named_with_the_nearest
                a_set_without_a_query_is_empty
                a_string_is_json
                text_that_is_not_json_is_a_string_where_one_is_taken
                null_gives_the_default_back
                a_number_in_quotes_is_taken
                a_plus_is_a_blank_and_an_encoded_plus_is_a_plus
                raw_quotes_braces_and_angles_are_taken
                escapes_and_surrogate_pairs_are_decoded
                a_set_may_be_posted_as_an_object;
            requests:
                the_api_is_on_by_default
                switched_off_the_api_answers_404_and_nothing_else_does
                every_answer_has_a_content_length
                a_page_is_read_and_not_posted
                a_connection_is_kept_for_the_next_request
                two_requests_may_come_at_once
                an_authorization_is_ignored
                changes_are_events;
            values:
                nrg_has_16_numbers
                values_have_the_shapes_that_clients_know
                a_wifi_password_is_never_read_back
                local_time_and_utc_are_written_as_devices_do;
            charging:
                a_set_shows_at_once
                frc_returns_to_neutral_at_unplug
                a_car_stops_after_frc
                a_card_authorises
                an_inverters_values_show
                the_wifi_and_the_prices_around_it_show
                an_11_kw_unit_offers_no_more_than_16_a
                the_car_is_in_error_only_when_told_to
                rst_restarts_and_keeps_settings;
            foreign_pages:
                a_page_of_another_site_changes_nothing
                a_page_of_its_own_and_a_client_that_is_no_page_change_what_they_want
                a_name_that_anybody_can_own_gets_no_answer
                two_hosts_are_one_too_many
                two_headers_of_where_a_request_comes_from_are_refused
                a_browser_that_does_not_say_which_page_asks_changes_nothing
                a_person_is_asked_before_an_address_changes_something
                a_browser_reads_without_saying_which_page_asks
                head_changes_nothing
                an_allowed_page_reads_and_sets_and_others_get_no_header
                a_charger_that_lets_any_page_set_does;
            bad_input:
                broken_json
                wrong_type
                out_of_range
                too_long
                too_deep
                not_utf_8
                a_body_that_is_no_object
                something_else_than_http
                a_blank_ends_the_target
                half_a_request;
            limits:
                a_body_that_is_too_long_is_told
                a_target_or_a_head_that_is_too_long
                a_content_length_that_is_none
                more_event_streams_than_there_may_be
                a_client_that_does_not_go_on_loses_its_connection;
            password:
                without_a_password_an_authorization_is_ignored
                a_set_needs_the_password_and_a_read_does_not
                everything_can_be_protected
                protection_can_be_switched_off_with_the_password_kept
                who_guesses_is_slowed_down_and_who_knows_is_not
                a_password_outlives_a_power_cut_and_is_nowhere_to_be_read
                a_password_is_taken_as_it_is_in_a_header_and_encoded_in_a_query
                the_token_may_stand_anywhere_in_the_query
                with_the_password_it_can_be_changed_and_taken_away;
            app_files:
                a_browser_gets_the_page_and_a_program_the_list_of_routes
                the_page_may_use_nothing_but_its_own_device
                a_file_that_the_browser_has_is_not_sent_again
                only_an_address_with_the_tag_is_kept_for_good
                a_head_request_gets_no_body
                a_page_of_another_name_is_refused;
            settings:
                what_is_stored_survives_a_power_cut_at_that_moment
                a_power_cut_at_any_moment_leaves_the_old_value_or_the_new_one
                each_restart_is_counted_and_what_was_not_stored_yet_is_kept
                secrets_survive_a_power_cut_and_are_not_logged;
            connection_test:
                it_says_that_nothing_listens
                it_says_that_there_is_no_address
                it_ends_within_ten_seconds_where_the_broker_is_silent
                it_ends_within_ten_seconds_where_the_broker_forgets_the_subscription
                it_says_that_the_broker_forbids_the_topics
                its_connection_has_a_name_of_its_own_and_no_last_will_and_is_closed
                it_says_of_a_wrong_password_what_mlr_says
                a_second_start_is_refused_while_one_runs
                a_change_of_the_settings_ends_it
                a_restart_of_the_device_forgets_it;
            broker:
                client_id_and_last_will
                the_charger_subscribes_first_and_publishes_retained_with_qos_0
                user_and_password_come_from_the_address
                something_that_is_no_broker_is_a_readable_error
                a_refused_connection_is_a_readable_error
                an_unknown_host_is_a_readable_error
                a_broker_that_says_nothing_is_a_readable_error
                a_broker_that_says_no_is_a_readable_error
                a_wrong_password_is_a_readable_error
                a_broker_that_sends_garbage
                a_broker_that_acknowledges_what_nobody_sent;
        }
    };
}

/// A test for each case that needs a real broker, on a kind of device and a kind of broker:
/// `mqtt_suite!(Charger, Mosquitto);`
#[macro_export]
macro_rules! mqtt_suite {
    ($target:ty, $broker:ty) => {
        $crate::tests! { $target, $broker;
            mqtt:
                topic_of_a_key
                values_are_json_and_retained
                on_connect_every_key_comes_once_in_device_order
                a_write_is_listened_for_on_set_only
                a_result_is_not_retained
                answers_to_writes
                the_result_comes_before_the_value
                a_retained_set_is_ignored
                writes_have_to_be_allowed
                another_prefix_is_used_at_once_and_null_gives_the_default_back
                nothing_but_offline_is_left_under_a_former_prefix
                a_leading_slash_in_the_prefix_works
                last_will
                mce_false_disconnects
                a_restart_says_offline_and_comes_back
                a_change_shows_on_mqtt
                a_connection_shows_in_the_status_keys
                a_restarted_broker_gets_everything_again
                another_broker_is_used_at_once
                messages_that_are_wrong_change_nothing
                a_message_that_is_too_long_keeps_nobody_out
                a_broker_that_vanishes_takes_nobody_along;
            connection_test:
                it_succeeds_while_mqtt_is_off
                the_usual_connection_stays_as_it_is;
            home_assistant:
                announcements_are_kept_and_switched_off_none_is_left
                another_prefix_takes_announcements_along
                what_is_switched_off_while_mqtt_is_off_is_cleared_later
                when_home_assistant_starts_all_is_announced_again
                names_are_in_the_language_that_is_set
                one_message_announces_the_device_if_so_wished
                what_an_older_firmware_announced_is_cleared;
        }
    };
}

/// Tests of modules of cases.
#[doc(hidden)]
#[macro_export]
macro_rules! tests {
    ($target:ty; $($module:ident: $($case:ident)*;)*) => {
        $(mod $module {
            use super::*;
            $(#[test]
            fn $case() {
                $crate::run::<$target>($crate::cases::$module::$case);
            })*
        })*
    };
    ($target:ty, $broker:ty; $($module:ident: $($case:ident)*;)*) => {
        $(mod $module {
            use super::*;
            $(#[test]
            fn $case() {
                $crate::run_with::<$target, $broker>($crate::cases::$module::$case);
            })*
        })*
    };
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_case_is_in_the_list() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let list = fs::read_to_string(source.join("suite.rs")).expect("this file");
        let listed = |case: &str| list.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == case);
        let mut count = 0;
        for file in fs::read_dir(source.join("cases")).expect("a folder of cases") {
            let text = fs::read_to_string(file.expect("a file").path()).expect("a source");
            for line in text.lines().filter(|line| line.starts_with("pub fn ")) {
                let case = line.trim_start_matches("pub fn ").split('<').next().expect("a name");
                assert!(listed(case), "{case}");
                count += 1;
            }
        }
        assert!(count > 80, "{count}");
    }
}
