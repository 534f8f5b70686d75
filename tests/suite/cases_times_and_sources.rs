//! Times, sources, stances and verdicts of tables as public files have them: each case reads right, and so do others of
//! its kind.

use std::path::Path;

use counterclaim_engine::{Options, assess};
use counterclaim_io::cell::time_text;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load, load_bytes_with};
use counterclaim_io::mapping_proposal::{LoadOutcome, load_or_ask};
use counterclaim_model::{Progress, SourceKind, Stance};

use crate::support::{folder, in_package};

fn case(name: &str) -> Import {
    load(&in_package("tests/fixtures/cases").join(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn read(name: &str, text: &str) -> Import {
    load_bytes_with(text.as_bytes(), Path::new(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn table(text: &str) -> Import {
    read("table.csv", text)
}

/// The time of each event as the native format writes it; empty without one.
fn times(import: &Import) -> Vec<String> {
    let dataset = &import.dataset;
    let time = |id| dataset.event(id).time.map_or_else(String::new, |span| time_text::format(span, 0));
    dataset.event_ids().map(time).collect()
}

fn titles(import: &Import) -> Vec<&str> {
    import.dataset.event_ids().map(|id| import.dataset.event(id).title).collect()
}

/// Speaker, stance, time and address of each statement.
fn statements(import: &Import) -> Vec<(&str, Stance, String, &str)> {
    let dataset = &import.dataset;
    let of = |id| {
        let statement = dataset.statement(id);
        let time = statement.stated_at.map_or_else(String::new, |span| time_text::format(span, 0));
        let url = statement.report.and_then(|id| dataset.report(id).url).unwrap_or_default();
        (dataset.source(statement.speaker).name, statement.stance, time, url)
    };
    dataset.statement_ids().map(of).collect()
}

fn speakers(import: &Import) -> Vec<(&str, &str)> {
    statements(import).into_iter().map(|(speaker, _, _, url)| (speaker, url)).collect()
}

fn notes(import: &Import) -> Vec<&str> {
    let dataset = &import.dataset;
    dataset.statement_ids().filter_map(|id| dataset.statement(id).note).collect()
}

/// Whether the window would ask what the columns mean.
fn asks(text: &str) -> bool {
    let folder = folder();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).expect("written");
    let outcome = load_or_ask(&path, &ReadOptions::default(), &[], &Progress::default()).expect("read");
    matches!(outcome, LoadOutcome::Asks(_))
}

#[test]
fn posts_are_said_when_they_were_made_public_and_their_source_is_the_account() {
    let import = case("posts-with-page-created.csv");
    assert_eq!(times(&import), ["", ""], "nothing says when it happened");
    assert_eq!(titles(&import), ["The bridge is in northern hands", "The bridge is ours, says the command"]);
    assert_eq!(
        statements(&import),
        [
            (
                "Ford Watch",
                Stance::Unstated,
                "2031-05-01T23:30:00-04:00".to_owned(),
                "https://www.facebook.com/100/posts/1"
            ),
            (
                "Southern Voice",
                Stance::Unstated,
                "2031-05-02T08:00:00-04:00".to_owned(),
                "https://www.facebook.com/200/posts/2"
            ),
        ]
    );
    let other = table(
        "username,account_created,created_at,text,url\n\
         fordwatch,2020-01-01 10:00:00,2031-05-01 10:00:00 CEST,The bridge is open,https://post.example/1\n\
         southvoice,2021-01-01 10:00:00,2031-05-02 11:00:00 CEST,The bridge is shut,https://post.example/2\n",
    );
    let said: Vec<String> = statements(&other).into_iter().map(|(_, _, time, _)| time).collect();
    assert_eq!(said, ["2031-05-01T10:00:00+02:00", "2031-05-02T11:00:00+02:00"]);
    assert_eq!(times(&other), ["", ""]);
}

#[test]
fn days_of_birth_entry_and_update_are_no_days_of_events() {
    assert_eq!(times(&case("list-of-the-dead.csv")), ["", "", ""]);
    for (column, own) in [
        ("Date of birth", "1990-03-04"),
        ("Дата народження", "04.03.1990"),
        ("fecha_de_nacimiento", "1990-03-04"),
        ("Geburtsdatum", "4. März 1990"),
        ("last_updated", "2031-05-09"),
        ("Date indexed", "2031-05-09"),
        ("accessed", "2031-05-09"),
    ] {
        let import = table(&format!("id,name,town,{column}\n1,Person One,Lower Ford,{own}\n"));
        assert_eq!(times(&import), [""], "{column}");
        let both = table(&format!("id,{column},title,event date,town\n1,{own},Mill burnt,2031-05-01,Lower Ford\n"));
        assert_eq!(times(&both), ["2031-05-01"], "{column} before the date of the event");
    }
    let dead = table("id,name,town,Date of death,Born\n1,Person One,Lower Ford,2031-05-01,1990-03-04\n");
    assert_eq!(times(&dead), ["2031-05-01"]);
}

#[test]
fn a_date_whose_name_says_nothing_is_asked() {
    assert!(asks("id,title,town,stamp\n1,Mill burnt,Lower Ford,2031-05-01\n2,Ford shut,High Ford,2031-05-02\n"));
    assert!(!asks("id,title,town,date\n1,Mill burnt,Lower Ford,2031-05-01\n2,Ford shut,High Ford,2031-05-02\n"));
}

#[test]
fn the_day_of_publication_is_no_day_of_the_event_and_pictures_are_no_reports() {
    let import = case("news-articles.json");
    assert_eq!(times(&import), ["", ""]);
    assert_eq!(
        speakers(&import),
        [("Daily Courier", "https://courier.example/1"), ("Wire Agency", "https://wire.example/2")]
    );
    let published: Vec<String> = import
        .dataset
        .report_ids()
        .filter_map(|id| import.dataset.report(id).published)
        .map(|span| time_text::format(span, 0))
        .collect();
    assert_eq!(published, ["2031-05-01T10:00:00", "2031-05-02T11:00:00"]);
    let other = table(
        "headline,outlet,link,thumbnailUrl,Fecha de publicación\n\
         Puente atacado,Diario,https://diario.example/1,https://diario.example/1.png,2031-05-01\n",
    );
    assert_eq!((times(&other), other.dataset.report_count()), (vec![String::new()], 1));
}

#[test]
fn dates_are_read_in_every_form_and_each_other_cell_is_an_issue() {
    let import = case("dates-of-many-forms.csv");
    assert_eq!(
        times(&import),
        [
            "2031-05-01/2031-05-03",
            "2031-05-01/2031-05-03",
            "2031-05-01/2031-05-03",
            "2031-05",
            "2031-05-01T10:00:00+03:00",
            "2031-05-01",
            "2031-05-01T10:00",
            "2031-04-28/2031-05-04",
            "2031-04-01/2031-06-30",
            "2031-05-01",
            "2031-05-01T20:19:24",
            "2031-05-01",
            "2031-05-01",
            "2031-05-01",
        ]
    );
    let words: Vec<_> = import.dataset.event_ids().filter_map(|id| import.dataset.event(id).time_words).collect();
    assert_eq!(words, ["early May 2031", "c. 1 May 2031"], "what a vague date leaves open is kept");
    let mixed = table("id,date,title\n1,soon,a\n2,after the thaw,b\n3,2031-05-01,c\n4,who knows,d\n");
    assert_eq!(times(&mixed), ["", "", "2031-05-01", ""]);
    let unread = mixed.issues.iter().filter(|issue| issue.field() == "date").count();
    assert_eq!(unread, 3, "one issue for each cell that is no date");
    let arabic = table("id,date,title\n1,٣ مايو ٢٠٣١,a\n2,3 مايو 2031,b\n");
    assert_eq!(times(&arabic), ["2031-05-03", "2031-05-03"]);
    let serial = table("id,event date,title\n1,47969,a\n2,47970,b\n");
    assert_eq!(times(&serial), ["2031-05-01", "2031-05-02"]);
}

#[test]
fn a_constant_midnight_of_a_zone_is_a_day_there() {
    let import = case("local-midnights-in-utc.json");
    assert_eq!(times(&import), ["2031-05-01+03:00", "2031-05-02+03:00", "2031-05-03+03:00"]);
    let reported = import.issues.iter().any(|issue| issue.reason().contains("midnight at UTC+03:00"));
    assert!(reported, "the offset is reported");
    let west = table("id,date,title\n1,2031-05-01T05:00:00Z,a\n2,2031-05-02T05:00:00Z,b\n");
    assert_eq!(times(&west), ["2031-05-01-05:00", "2031-05-02-05:00"]);
    let summer = table("id,date,title\n1,2031-01-31T23:00:00Z,a\n2,2031-06-30T22:00:00Z,b\n3,2031-12-31T23:00:00Z,c\n");
    assert_eq!(times(&summer), ["2031-02-01+01:00", "2031-07-01+02:00", "2032-01-01+01:00"]);
    let clocks = table("id,date,title\n1,2031-05-01T21:00:00Z,a\n2,2031-05-02T09:30:00Z,b\n");
    assert_eq!(times(&clocks), ["2031-05-01T21:00:00", "2031-05-02T09:30:00"], "times that differ are times");
}

#[test]
fn a_week_is_seven_days() {
    let weeks = ["2031-04-26/2031-05-02", "2031-04-26/2031-05-02", "2031-05-03/2031-05-09"];
    assert_eq!(times(&case("weekly-aggregates.csv")), weeks);
    let other = table("Week starting,Province,Deaths\n2031-05-05,East,3\n2031-05-12,East,4\n");
    assert_eq!(times(&other), ["2031-05-05/2031-05-11", "2031-05-12/2031-05-18"]);
}

#[test]
fn whoever_acts_on_a_target_is_no_medium() {
    let import = case("dyads-with-source-name.tab");
    assert_eq!(
        titles(&import),
        [
            "Army of Norland → Militia (Sudmark): Use conventional military force",
            "Citizen (Sudmark) → Army of Norland: Make statement"
        ]
    );
    assert_eq!(speakers(&import), [("The Daily Courier", ""), ("Wire Agency", "")]);
    let other = table(
        "id,date,source actor,target actor,event text,publisher,city\n\
         1,2031-05-01,Northern police,Strikers,Coerce,Courier,Lower Ford\n",
    );
    assert_eq!(titles(&other), ["Northern police → Strikers: Coerce"]);
    assert_eq!(speakers(&other), [("Courier", "")]);
}

#[test]
fn what_stands_in_one_object_or_under_one_number_belongs_together() {
    assert_eq!(
        speakers(&case("sources-without-addresses.json")),
        [
            ("Northern command", ""),
            ("Daily Courier", "https://courier.example/1"),
            ("Mayor", ""),
            ("Wire Agency", "https://wire.example/2"),
            ("gazette.example", "https://gazette.example/2"),
            ("Wire Agency", "https://wire.example/3"),
        ]
    );
    assert_eq!(
        speakers(&case("source-1-source-2.csv")),
        [
            ("Daily Courier", "https://courier.example/1"),
            ("Wire Agency", "https://wire.example/1"),
            ("Wire Agency", "https://wire.example/2"),
        ]
    );
    let gap = table(
        "id,date,title,source_1,source_2,url_1,url_2\n1,2031-05-01,Mill burnt,Mayor,Courier,,https://courier.example/1\n",
    );
    assert_eq!(speakers(&gap), [("Mayor", ""), ("Courier", "https://courier.example/1")]);
    let objects = read(
        "a.json",
        r#"[{"id": 1, "date": "2031-05-01", "title": "Mill burnt", "outlets": [
            {"url": "https://wire.example/1"}, {"name": "Mayor"}, {"name": "Courier", "url": "https://courier.example/1"}]},
            {"id": 2, "date": "2031-05-02", "title": "Ford shut", "outlets": [{"name": "Courier"}]}]"#,
    );
    let named: Vec<_> = speakers(&objects);
    assert!(!named.contains(&("Mayor", "https://wire.example/1")), "{named:?}");
}

#[test]
fn stances_on_one_proposition_are_about_one_claim_whatever_the_day() {
    let import = case("one-claim-two-dates.csv");
    let dataset = &import.dataset;
    assert_eq!(dataset.claim_count(), 1);
    assert_eq!(
        statements(&import),
        [
            ("Northern command", Stance::Supports, "2031-05-01".to_owned(), ""),
            ("Southern ministry", Stance::Denies, "2031-05-02".to_owned(), ""),
        ]
    );
    let assessed = assess(dataset, None, &Options::default());
    assert!(dataset.claim_ids().all(|id| assessed.claim(id).is_contested()), "it is contested");
    let other = table(
        "proposition,speaker,attitude,day,place\n\
         The mill burnt,Mayor,підтверджує,2031-05-01,Lower Ford\n\
         The mill burnt,Clerk,заперечує,2031-05-03,Lower Ford\n",
    );
    assert_eq!(other.dataset.claim_count(), 1);
    let stances: Vec<Stance> = statements(&other).into_iter().map(|(_, stance, ..)| stance).collect();
    assert_eq!(stances, [Stance::Supports, Stance::Denies]);
}

#[test]
fn verdicts_are_read_as_they_are_written_and_grades_keep_their_words() {
    let of_desks = |import: &Import| -> Vec<Stance> {
        let all = statements(import);
        all.into_iter().filter(|(speaker, ..)| speaker.starts_with("Desk")).map(|(_, stance, ..)| stance).collect()
    };
    let import = case("verdicts-of-fact-checkers.csv");
    assert_eq!(
        of_desks(&import),
        [
            Stance::Denies,
            Stance::Denies,
            Stance::Denies,
            Stance::Supports,
            Stance::Denies,
            Stance::Unstated,
            Stance::Unstated,
            Stance::CannotVerify,
        ]
    );
    assert_eq!(
        notes(&import)[5..],
        ["verdict in the file: Not false", "verdict in the file: Half True", "verdict in the file: Unknown"]
    );
    let graded = case("verdicts-all-graded.csv");
    assert_eq!(of_desks(&graded), [Stance::Unstated; 4]);
    assert_eq!(notes(&graded)[2], "verdict in the file: mixture of true and false");
    let said: Vec<Stance> = statements(&graded).into_iter().map(|(_, stance, ..)| stance).collect();
    assert_eq!(said.iter().filter(|stance| **stance == Stance::Supports).count(), 4, "the speakers stand behind it");
    let headless = case("graded-statements-no-header.tsv");
    let propositions: Vec<_> = headless.dataset.claim_ids().map(|id| headless.dataset.claim(id).proposition).collect();
    assert_eq!(propositions[1], "Ford has lost half of its people.");
    let stances: Vec<Stance> = statements(&headless).into_iter().map(|(_, stance, ..)| stance).collect();
    let graded = Stance::Unstated;
    assert_eq!(stances, [Stance::Denies, graded, graded, Stance::Denies, graded, Stance::Supports]);
    let french = table("claim,speaker,verdict\nLe pont est fermé,Maire,Plutôt faux\nLe moulin a brûlé,Maire,Faux\n");
    let stances: Vec<Stance> = statements(&french).into_iter().map(|(_, stance, ..)| stance).collect();
    assert_eq!(stances, [Stance::Supports, Stance::Unstated, Stance::Supports, Stance::Denies]);
}

const SIDES: &str = "\
claim,source,stance,date,side,source kind,speaks for,favours,reliability,credibility,tags\n\
The north holds the bridge,Northern command,supports,2031-05-01,North,military,Northern ministry,North,C,3,bridge|ford\n\
The north holds the bridge,Southern ministry,denies,2031-05-02,South,government,,North,,,\n\
The north lost the mill,Northern command,supports,2031-05-03,North,military,Northern ministry,South,C,2,\n";

#[test]
fn sides_kinds_and_who_gains_come_from_columns_and_grades_stay_those_of_the_file() {
    let import = table(SIDES);
    let dataset = &import.dataset;
    let sides: Vec<&str> = dataset.sides().iter().map(|side| side.name.as_str()).collect();
    assert_eq!(sides, ["North", "South"]);
    let command = dataset.sources().find(|source| source.name == "Northern command").expect("a source");
    assert_eq!((command.kind, command.note), (SourceKind::Military, Some("reliability in the file: C")));
    let principal = command.speaks_for.map(|id| dataset.source(id).name);
    assert_eq!(principal, Some("Northern ministry"));
    let favoured: Vec<_> =
        dataset.claim_ids().map(|id| dataset.claim(id).favours.map(|side| dataset.side(side).name.as_str())).collect();
    assert_eq!(favoured, [Some("North"), Some("South")]);
    let note = dataset.claim_ids().next().and_then(|id| dataset.claim(id).note);
    assert_eq!(note, Some("credibility in the file: 3; tags in the file: bridge|ford"));
}

#[test]
fn a_word_against_interest_weighs_more_than_a_self_serving_one() {
    let import = table(
        "claim,source,stance,side,favours\n\
         The north holds the bridge,Northern command,supports,North,North\n\
         The north lost the mill,Northern command,supports,North,South\n",
    );
    let assessed = assess(&import.dataset, None, &Options::default());
    let probabilities: Vec<f64> = import
        .dataset
        .claim_ids()
        .filter_map(|id| assessed.claim(id).likelihood.map(|likelihood| likelihood.probability))
        .collect();
    assert!(matches!(probabilities.as_slice(), [serving, hurting] if hurting > serving), "{probabilities:?}");
}

#[test]
fn a_source_that_changes_its_side_within_a_file_is_reported() {
    let import =
        table("claim,source,stance,side\nThe mill burnt,Mayor,supports,North\nThe ford is shut,Mayor,supports,South\n");
    let reported: Vec<String> =
        import.issues.iter().filter(|issue| issue.field() == "side").map(|issue| issue.reason()).collect();
    assert_eq!(reported, ["`Mayor` has `North` in an earlier record; `South` was not used"]);
}
