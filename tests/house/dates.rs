//! Dates: every example of the specification, every form that is not read, and what people write instead.

use event_atlas::model::{
    DateError, DatePrecision, Day, Hemisphere, Match, Season, Sense, TimeSpan, When, Window,
};
use proptest::prelude::*;

/// What is read, with its four bounds: a day; `in` some days, with the first and the last; `from` a beginning `to`
/// an end, each a day or the first and the last it can be. The examples are those of
/// <https://www.loc.gov/standards/datetime/> and our own traps.
const READ: &str = r"
# Level 0: dates
1985-04-12                           => 1985-04-12
1985-04                              => in 1985-04-01 1985-04-30
1985                                 => in 1985-01-01 1985-12-31

# Level 0: a date with a time
1985-04-12T23:20:30                  => 1985-04-12
1985-04-12T23:20:30Z                 => 1985-04-12
1985-04-12T23:20:30-04               => 1985-04-12
1985-04-12T23:20:30+04:30            => 1985-04-12
2004-01-01T10:10:10Z                 => 2004-01-01
2004-01-01T10:10:10+05:00            => 2004-01-01
2016-12-31T23:59:60Z                 => 2016-12-31

# Level 0: intervals
1964/2008                            => from 1964-01-01 1964-12-31 to 2008-01-01 2008-12-31
2004-06/2006-08                      => from 2004-06-01 2004-06-30 to 2006-08-01 2006-08-31
2004-02-01/2005-02-08                => from 2004-02-01 to 2005-02-08
2004-02-01/2005-02                   => from 2004-02-01 to 2005-02-01 2005-02-28
2004-02-01/2005                      => from 2004-02-01 to 2005-01-01 2005-12-31
2005/2006-02                         => from 2005-01-01 2005-12-31 to 2006-02-01 2006-02-28

# Level 1: years of more than four digits
Y170002                              => in +170002-01-01 +170002-12-31
Y-170002                             => in -170002-01-01 -170002-12-31
Y12000                               => in +12000-01-01 +12000-12-31
Y-12000/Y-10000                      => from -12000-01-01 -12000-12-31 to -10000-01-01 -10000-12-31
Y12000~                              => in +12000-01-01 +12000-12-31 doubtful
Y10000                               => in +10000-01-01 +10000-12-31
Y2941774                             => in +2941774-01-01 +2941774-12-31
Y-2937835                            => in -2937835-01-01 -2937835-12-31

# Level 1: seasons
2001-21                              => in 2001-03-01 2001-05-31
2001-22                              => in 2001-06-01 2001-08-31
2001-23                              => in 2001-09-01 2001-11-30
2001-24                              => in 2001-12-01 2002-02-28
2003-24                              => in 2003-12-01 2004-02-29
2001-24~                             => in 2001-12-01 2002-02-28 doubtful
2001-21/2001-23                      => from 2001-03-01 2001-05-31 to 2001-09-01 2001-11-30

# Level 1: qualifiers
1984?                                => in 1984-01-01 1984-12-31 doubtful
2004-06~                             => in 2004-06-01 2004-06-30 doubtful
2004-06-11%                          => 2004-06-11 doubtful

# Level 1: unspecified digits
201X                                 => in 2010-01-01 2019-12-31
20XX                                 => in 2000-01-01 2099-12-31
201X?                                => in 2010-01-01 2019-12-31 doubtful
2004-XX                              => in 2004-01-01 2004-12-31
1985-04-XX                           => in 1985-04-01 1985-04-30
1985-XX-XX                           => in 1985-01-01 1985-12-31

# Level 1: open and unknown ends
1985-04-12/..                        => from 1985-04-12 to ..
1985-04/..                           => from 1985-04-01 1985-04-30 to ..
1985/..                              => from 1985-01-01 1985-12-31 to ..
../1985-04-12                        => from .. to 1985-04-12
../1985-04                           => from .. to 1985-04-01 1985-04-30
../1985                              => from .. to 1985-01-01 1985-12-31
1985-04-12/                          => from 1985-04-12 to 1985-04-12 ..
1985-04/                             => from 1985-04-01 1985-04-30 to 1985-04-01 ..
1985/                                => from 1985-01-01 1985-12-31 to 1985-01-01 ..
/1985-04-12                          => from .. 1985-04-12 to 1985-04-12
/1985-04                             => from .. 1985-04-30 to 1985-04-01 1985-04-30
/1985                                => from .. 1985-12-31 to 1985-01-01 1985-12-31

# Level 1: qualified ends
1984~/2004-06                        => from 1984-01-01 1984-12-31 to 2004-06-01 2004-06-30 doubtful
1984/2004-06~                        => from 1984-01-01 1984-12-31 to 2004-06-01 2004-06-30 doubtful
1984?/2004%                          => from 1984-01-01 1984-12-31 to 2004-01-01 2004-12-31 doubtful
1984-06-02?/2004-08-08~              => from 1984-06-02 to 2004-08-08 doubtful

# Level 1: negative years, and the year 0
-1985                                => in -1985-01-01 -1985-12-31
-0044-03-15                          => -0044-03-15
-0001                                => in -0001-01-01 -0001-12-31
0000                                 => in 0000-01-01 0000-12-31
-0004-02-29                          => -0004-02-29
-201X                                => in -2019-01-01 -2010-12-31
-000X                                => in -0009-01-01 -0001-12-31
-12XX/-11XX                          => from -1299-01-01 -1200-12-31 to -1199-01-01 -1100-12-31

# Level 2: parts of a year
2001-25                              => in 2001-03-01 2001-05-31
2001-26                              => in 2001-06-01 2001-08-31
2001-27                              => in 2001-09-01 2001-11-30
2001-28                              => in 2001-12-01 2002-02-28
2001-29                              => in 2001-09-01 2001-11-30
2001-30                              => in 2001-12-01 2002-02-28
2001-31                              => in 2001-03-01 2001-05-31
2001-32                              => in 2001-06-01 2001-08-31
2001-33                              => in 2001-01-01 2001-03-31
2001-34                              => in 2001-04-01 2001-06-30
2001-35                              => in 2001-07-01 2001-09-30
2001-36                              => in 2001-10-01 2001-12-31
2001-37                              => in 2001-01-01 2001-04-30
2001-38                              => in 2001-05-01 2001-08-31
2001-39                              => in 2001-09-01 2001-12-31
2001-40                              => in 2001-01-01 2001-06-30
2001-41                              => in 2001-07-01 2001-12-31

# Level 2: one-of sets
[1667,1668,1670..1672]               => in 1667-01-01 1672-12-31
[1667, 1668, 1670..1672]             => in 1667-01-01 1672-12-31
[..1760-12-03]                       => in .. 1760-12-03
[1760-12..]                          => in 1760-12-01 ..
[1760-01,1760-02,1760-12..]          => in 1760-01-01 ..
[1667,1760-12]                       => in 1667-01-01 1760-12-31
[..1984]                             => in .. 1984-12-31
[1670..1672]                         => in 1670-01-01 1672-12-31
[1667]                               => in 1667-01-01 1667-12-31
[1667~,1668]                         => in 1667-01-01 1668-12-31 doubtful
[2021-08-11..2021-08-13?]            => in 2021-08-11 2021-08-13 doubtful
[2021-21,2021-23]                    => in 2021-03-01 2021-11-30
[2020-06-1X,2020-07]                 => in 2020-06-10 2020-07-31
[2021-06-10..2021-06]                => in 2021-06-10 2021-06-30

# Level 2: unspecified last digits
1984-1X                              => in 1984-10-01 1984-12-31
1984-0X                              => in 1984-01-01 1984-09-30
2004-06-1X                           => in 2004-06-10 2004-06-19
2004-06-0X                           => in 2004-06-01 2004-06-09
2004-06-3X                           => 2004-06-30
2004-02-2X                           => in 2004-02-20 2004-02-29
2004-1X-XX                           => in 2004-10-01 2004-12-31
1XXX                                 => in 1000-01-01 1999-12-31
2004-06-XX/2004-07-03                => from 2004-06-01 2004-06-30 to 2004-07-03

# Leap days, ends that overlap, and a trap: this is no school year
2020-02-29                           => 2020-02-29
2000-02-29                           => 2000-02-29
2021-06-15/2021-06                   => from 2021-06-15 to 2021-06-15 2021-06-30
2021-06/2021-06-15                   => from 2021-06-01 2021-06-15 to 2021-06-15
2020-21                              => in 2020-03-01 2020-05-31
[1985-04-12,1985-04-13..1985-04-15~] => in 1985-04-12 1985-04-15 doubtful
2021-07-XX/2021-07-05                => from 2021-07-01 2021-07-05 to 2021-07-05
-0043-03-15/0014-08-19               => from -0043-03-15 to 0014-08-19
";

/// The same with [`Sense::Whole`].
const WHOLE: &str = r"
2021-06               => from 2021-06-01 to 2021-06-30
2021-06-XX            => in 2021-06-01 2021-06-30
2021-07-19            => 2021-07-19
2021-24               => from 2021-12-01 to 2022-02-28
202X                  => in 2020-01-01 2029-12-31
2021-06/2021-08       => from 2021-06-01 to 2021-08-31
2021-06/2021-06-15    => from 2021-06-01 to 2021-06-15
2021-06-15/2021-06    => from 2021-06-15 to 2021-06-30
2021-06~              => from 2021-06-01 to 2021-06-30 doubtful
[2021-06..2021-08]    => from 2021-06-01 2021-08-01 to 2021-06-30 2021-08-31
[2021-06,2021-08]     => from 2021-06-01 2021-08-01 to 2021-06-30 2021-08-31
[2021-06..]           => from 2021-06-01 .. to 2021-06-30 ..
[2021,2021-06-05]     => from 2021-01-01 2021-06-05 to 2021-06-05 2021-12-31
[2021-06-10..2021-06] => from 2021-06-10 to 2021-06-10 2021-06-30
../2021-06            => from .. to 2021-06-30
2021-06/              => from 2021-06-01 to 2021-06-30 ..
2004-06-1X            => in 2004-06-10 2004-06-19
/2021-06              => from .. 2021-06-01 to 2021-06-30
";

/// What is not read, with the message. `…` stands for the usual examples.
const REFUSED: &str = r#"
# Years that are too far away, and no long years
Y170000002                       => Y170000002 is too far away; years are counted from Y-2937835 to Y2941774
Y-170000002                      => Y-170000002 is too far away; years are counted from Y-2937835 to Y2941774
Y2941775                         => Y2941775 is too far away; years are counted from Y-2937835 to Y2941774
Y-2937836                        => Y-2937836 is too far away; years are counted from Y-2937835 to Y2941774
Y99999999999999999999999999      => Y99999999999999999999999999 is too far away; years are counted from Y-2937835 to Y2941774
Y1985                            => "Y1985" is no date we read; write 1985; Y is for longer years
Y01985                           => "Y01985" is no date we read; write 1985; Y is for longer years
Y-0044                           => "Y-0044" is no date we read; write -0044; Y is for longer years
Y                                => "Y" is no date we read; write it like …
Y-                               => "Y-" is no date we read; write it like …
YX0000                           => "YX0000" is no date we read; write it like …
Y1200X                           => "Y1200X" is no date we read; write it like …

# The year before 0001
-0000                            => -0000 does not exist: the year before 0001 is written 0000
-0000-01-01                      => -0000-01-01 does not exist: the year before 0001 is written 0000
-0001-02-29                      => -0001-02-29 does not exist: the month has no such day

# Parts of a year
2001-42                          => 2001-42 does not exist: months run from 01 to 12, parts of a year from 21 to 41
2001-20                          => "2001-20" is no date we read; write 2001/2020
2001-21-05                       => 2001-21-05 does not exist: 21 to 41 are parts of a year and have no days

# Sets
[2021-08..2021-07]               => the interval [2021-08..2021-07] ends before it begins
[..2021,2022..]                  => "[..2021,2022..]" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
[..]                             => "[..]" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
[]                               => "[]" is no date we read; write it like …
[,]                              => "[,]" is no date we read; write it like …
[1667,]                          => "[1667,]" is no date we read; write 1667
[1667,..1668]                    => "[1667,..1668]" is no date we read; write it like …
[1667..,1668]                    => "[1667..,1668]" is no date we read; write it like …
[1667..1668..1669]               => "1668..1669" is no date we read; write it like …
[1667                            => "[1667" is no date we read; write 1667
[1667,1668]/1670                 => "[1667,1668]": a set inside an interval is not read; write one date on each side, as in 1667/1670
[1667]/[1668]                    => "[1667]": a set inside an interval is not read; write one date on each side, as in 1667/1670
[1964/2008]                      => "[1964/2008]" is no date we read; write 1964/2008
[2004-01-01T10:10:10Z,2005]      => "2004-01-01T10:10:10Z": a time of day in an interval or a set is not read; write the day alone, 2004-01-01
1984-2X                          => 1984-2X does not exist: months run from 01 to 12, parts of a year from 21 to 41
2004-02-3X                       => 2004-02-3X does not exist: the month has no such day

# Level 2 that is not read: all-of sets
{1667,1668,1670..1672}           => "{1667,1668,1670..1672}": an all-of set is not read; write an interval if all days between belong to it, or one entry for each date
{1960,1961-12}                   => "{1960,1961-12}": an all-of set is not read; write an interval if all days between belong to it, or one entry for each date
{..1984}                         => "{..1984}": an all-of set is not read; write an interval if all days between belong to it, or one entry for each date

# Level 2 that is not read: exponents and significant digits
Y-17E7                           => "Y-17E7": an exponential year is not read; write all digits of the year, as in Y-170000
Y17E4                            => "Y17E4": an exponential year is not read; write all digits of the year, as in Y-170000
1950S2                           => "1950S2": a year with significant digits is not read; write 19XX
1950S3                           => "1950S3": a year with significant digits is not read; write 195X
-1950S2                          => "-1950S2": a year with significant digits is not read; write -19XX
1950S9                           => "1950S9": a year with significant digits is not read; write 1950
Y171010000S3                     => "Y171010000S3": a year with significant digits is not read; give the first and the last year it can be, as in [Y171000..Y171999]
Y3388E2S3                        => "Y3388E2S3": a year with significant digits is not read; give the first and the last year it can be, as in [Y171000..Y171999]

# Level 2 that is not read: qualified parts
2004-06~-11                      => "2004-06~-11": a qualifier on one part of a date is not read; write 2004-06-11~ for the whole date
2004?-06-11                      => "2004?-06-11": a qualifier on one part of a date is not read; write 2004-06-11? for the whole date
?2004-06-~11                     => "?2004-06-~11": a qualifier on one part of a date is not read; write 2004-06-11% for the whole date
2004-%06-11                      => "2004-%06-11": a qualifier on one part of a date is not read; write 2004-06-11% for the whole date
?2004-06-11                      => "?2004-06-11": a qualifier on one part of a date is not read; write 2004-06-11? for the whole date
~1957                            => "~1957": a qualifier on one part of a date is not read; write 1957~ for the whole date
2004-06-~01/2004-06-~20          => "2004-06-~01": a qualifier on one part of a date is not read; write 2004-06-01~ for the whole date
1984??                           => "1984??": more than one qualifier is not read; write 1984? for the whole date
1984?~                           => "1984?~": more than one qualifier is not read; write 1984% for the whole date

# Level 2 that is not read: digits behind unspecified ones
156X-12-25                       => "156X-12-25": a known digit after one that is not specified is not read; write [1560-12-25..1569-12-25]
15XX-12-25                       => "15XX-12-25": a known digit after one that is not specified is not read; write [1500-12-25..1599-12-25]
XXXX-12-XX                       => "XXXX-12-XX": a year without a known digit is not read; give the years between which it lies, as in [1900..1999], or leave the date out
1XXX-XX                          => "1XXX-XX": a month of a year that is not specified is not read; write 1XXX
1XXX-12                          => "1XXX-12": a known digit after one that is not specified is not read; write [1000-12..1999-12]
XXXX                             => "XXXX": a year without a known digit is not read; give the years between which it lies, as in [1900..1999], or leave the date out
XXXX-XX-XX                       => "XXXX-XX-XX": a year without a known digit is not read; give the years between which it lies, as in [1900..1999], or leave the date out
202X-XX                          => "202X-XX": a month of a year that is not specified is not read; write 202X
20XX-XX-XX                       => "20XX-XX-XX": a month of a year that is not specified is not read; write 20XX
-156X-12-25                      => "-156X-12-25": a known digit after one that is not specified is not read; write [-1569-12-25..-1560-12-25]
15XX-02-29                       => "15XX-02-29": a known digit after one that is not specified is not read; give the first and the last day it can be, as in [1560-12-25..1569-12-25]
2004-XX-05                       => "2004-XX-05": a known digit after one that is not specified is not read; write 2004
2004-X1                          => "2004-X1": a known digit after one that is not specified is not read; write 2004
2004-06-X1                       => "2004-06-X1": a known digit after one that is not specified is not read; write 2004-06
2X04                             => "2X04": a known digit after one that is not specified is not read; write [2004..2904]
2004-1X-05                       => "2004-1X-05": a known digit after one that is not specified is not read; write 2004

# ISO 8601 outside EDTF
2021-W29                         => "2021-W29": a week date is not read; write its first and its last day, as in 2021-07-19/2021-07-25
2021-W29-1                       => "2021-W29-1": a week date is not read; write its first and its last day, as in 2021-07-19/2021-07-25
2021-200                         => "2021-200": a day counted within its year is not read; write month and day, as in 2021-07-19
P1Y                              => "P1Y": a duration is not read; write the date on which it began or ended
2004/P1Y                         => "P1Y": a duration is not read; write the date on which it began or ended
2004-01-01T10:10:10Z/2005        => "2004-01-01T10:10:10Z": a time of day in an interval or a set is not read; write the day alone, 2004-01-01
T10:10:10                        => "T10:10:10": a time without a day is not read; write the day, as in 2021-07-19

# Times
24:00                            => "24:00": a time without a day is not read; write the day, as in 2021-07-19
2004-01-01T24:00:00              => 2004-01-01T24:00:00 does not exist: hours run from 00 to 23; midnight is 00:00:00 of the next day
2004-01-01T10:60:00              => 2004-01-01T10:60:00 does not exist: minutes run from 00 to 59
2004-01-01T10:10:61              => 2004-01-01T10:10:61 does not exist: seconds run from 00 to 59
2004-01-01T10:10:60              => 2004-01-01T10:10:60 does not exist: seconds run from 00 to 59
2004-01-01T10:10:10+25:00        => 2004-01-01T10:10:10+25:00 does not exist: a time zone is +hh:mm or -hh:mm from UTC
2004-01-01T10:10:10+05:60        => 2004-01-01T10:10:10+05:60 does not exist: a time zone is +hh:mm or -hh:mm from UTC
2004-01-01T10:10                 => "2004-01-01T10:10": a time other than hh:mm:ss is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00
2004-01-01T10:10:10.5Z           => "2004-01-01T10:10:10.5Z": a fraction of a second is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00
2004-01-01T10:10:10Z~            => "2004-01-01T10:10:10Z~": a time other than hh:mm:ss is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00
2004-01T10:10:10                 => "2004-01T10:10:10" is no date we read; write it like …
2021-02-30T10:00:00              => 2021-02-30 does not exist: the month has no such day
2004-01-01T                      => "2004-01-01T": a time other than hh:mm:ss is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00
2004-01-01T10:10:10+             => "2004-01-01T10:10:10+": a time other than hh:mm:ss is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00
2004-01-01T101010Z               => "2004-01-01T101010Z": a time other than hh:mm:ss is not read; write the day alone, 2004-01-01, or the time as in 2004-01-01T10:30:00

# Nothing that could not be any day
?                                => "?" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
~                                => "~" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
%                                => "%" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
..                               => ".." could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
/                                => "/" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
../..                            => "../.." could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
/..                              => "/.." could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
../                              => "../" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out
-                                => "-" is no date we read; write it like …
--                               => "--" is no date we read; write it like …

# No such month or day
2021-13                          => 2021-13 does not exist: months run from 01 to 12, parts of a year from 21 to 41
2021-00                          => 2021-00 does not exist: months run from 01 to 12, parts of a year from 21 to 41
2021-02-30                       => 2021-02-30 does not exist: the month has no such day
2021-02-29                       => 2021-02-29 does not exist: the month has no such day
1900-02-29                       => 1900-02-29 does not exist: the month has no such day
2021-04-31                       => 2021-04-31 does not exist: the month has no such day
2021-04-00                       => 2021-04-00 does not exist: the month has no such day
2021-07-32                       => 2021-07-32 does not exist: the month has no such day

# Back to front
2021-07-19/2021-07-18            => the interval 2021-07-19/2021-07-18 ends before it begins
2021-07/2021-06                  => the interval 2021-07/2021-06 ends before it begins
2021-07-19~/2021-07-18           => the interval 2021-07-19~/2021-07-18 ends before it begins

# Too much
2021-07-19-01                    => "2021-07-19-01" is no date we read; write it like …
2021-07-19/2021-07-20/2021-07-21 => "2021-07-19/2021-07-20/2021-07-21" is no date we read; write it like …
2021-07-19 junk                  => "2021-07-19 junk" is no date we read; write it like …
2021-07-19/junk                  => "junk" is no date we read; write it like …
2021-07-19.                      => "2021-07-19." is no date we read; write 2021-07-19

# Numbers in other orders
2021-7-19                        => "2021-7-19" is no date we read; write 2021-07-19
2021-7-9                         => "2021-7-9" is no date we read; write 2021-07-09
2021-7                           => "2021-7" is no date we read; write 2021-07
2021-7-9/2021-7-12               => "2021-7-9/2021-7-12" is no date we read; write 2021-07-09/2021-07-12
19.7.2021                        => "19.7.2021" is no date we read; write 2021-07-19
9.7.2021                         => "9.7.2021" is no date we read; write 2021-07-09
19.07.21                         => "19.07.21" is no date we read; write it like …
19/07/2021                       => "19/07/2021" is no date we read; write 2021-07-19
07/19/2021                       => "07/19/2021" is no date we read; write 2021-07-19
07/08/2021                       => "07/08/2021" is no date we read; write 2021-07-08 or 2021-08-07
08/08/2021                       => "08/08/2021" is no date we read; write 2021-08-08
31/31/2021                       => "31/31/2021" is no date we read; write it like …
2021/07/19                       => "2021/07/19" is no date we read; write 2021-07-19
2021/07                          => "2021/07" is no date we read; write 2021-07
2021/22                          => "2021/22" is no date we read; write 2021/2022
07/2021                          => "07/2021" is no date we read; write 2021-07

# Names
July 2021                        => "July 2021" is no date we read; write 2021-07
19 July 2021                     => "19 July 2021" is no date we read; write 2021-07-19
July 19, 2021                    => "July 19, 2021" is no date we read; write 2021-07-19
19th of July 2021                => "19th of July 2021" is no date we read; write 2021-07-19
19-Jul-2021                      => "19-Jul-2021" is no date we read; write 2021-07-19
Sept. 2021                       => "Sept. 2021" is no date we read; write 2021-09
spring 2021                      => "spring 2021" is no date we read; write 2021-21
June 2020 to July 2020           => "June 2020 to July 2020" is no date we read; write 2020-06/2020-07

# Digits in a row
20210719                         => "20210719" is no date we read; write 2021-07-19
202107                           => "202107" is no date we read; write 2021-07 or Y202107
12000                            => "12000" is no date we read; write Y12000
+2021                            => "+2021" is no date we read; write 2021
476                              => "476" is no date we read; write 0476
21                               => "21" is no date we read; write it like …

# Ranges of years, as prose writes them
1939-1945                        => "1939-1945" is no date we read; write 1939/1945
1914-18                          => "1914-18" is no date we read; write 1914/1918
1941-45                          => "1941-45" is no date we read; write 1941/1945
2019-20                          => "2019-20" is no date we read; write 2019/2020
2020 / 2021                      => "2020 / 2021" is no date we read; write 2020/2021
2020 – 2021                      => "2020 – 2021" is no date we read; write 2020/2021
2020..2021                       => "2020..2021" is no date we read; write 2020/2021 or [2020..2021]
2020..                           => "2020.." is no date we read; write 2020/.. or [2020..]
..2020                           => "..2020" is no date we read; write ../2020 or [..2020]

# Words
1990s                            => "1990s" is no date we read; write 199X
1900s                            => "1900s" is no date we read; write 190X or 19XX
c. 1957                          => "c. 1957" is no date we read; write 1957~
ca. July 2021                    => "ca. July 2021" is no date we read; write 2021-07~
circa 1957                       => "circa 1957" is no date we read; write 1957~
44 BC                            => "44 BC" is no date we read; write -0043
1 BC                             => "1 BC" is no date we read; write 0000
AD 79                            => "AD 79" is no date we read; write 0079

# The draft of 2012, and small letters
199u                             => "199u" is no date we read; write 199X
2004-01-01/open                  => "2004-01-01/open" is no date we read; write 2004-01-01/..
unknown/2004                     => "unknown/2004" is no date we read; write /2004
2020-06-xx                       => "2020-06-xx" is no date we read; write 2020-06-XX
20xx                             => "20xx" is no date we read; write 20XX
y12000                           => "y12000" is no date we read; write Y12000
2004-01-01t10:10:10z             => "2004-01-01t10:10:10z" is no date we read; write 2004-01-01T10:10:10Z
2021-07-19 10:10                 => "2021-07-19 10:10" is no date we read; write 2021-07-19

# Digits and dashes of other keyboards
２０２１-０７-１９                       => "２０２１-０７-１９" is no date we read; write 2021-07-19
٢٠٢١-٠٧-١٩                       => "٢٠٢١-٠٧-١٩" is no date we read; write 2021-07-19
۲۰۲۱-۰۷-۱۹                       => "۲۰۲۱-۰۷-۱۹" is no date we read; write 2021-07-19
२०२१                             => "२०२१" is no date we read; write 2021
2021–07–19                       => "2021–07–19" is no date we read; write 2021-07-19
−0044                            => "−0044" is no date we read; write -0044
2021‑07‑19                       => "2021‑07‑19" is no date we read; write 2021-07-19
1939–1945                        => "1939–1945" is no date we read; write 1939/1945
2021-07-19T10:10:10Z T           => "2021-07-19T10:10:10Z T": a time other than hh:mm:ss is not read; write the day alone, 2021-07-19, or the time as in 2021-07-19T10:30:00

# No dates
éé                               => "éé" is no date we read; write it like …
2021-0é                          => "2021-0é" is no date we read; write it like …
1950S4                           => "1950S4": a year with significant digits is not read; write 1950
2021-07-19T10:10:10Z/..          => "2021-07-19T10:10:10Z": a time of day in an interval or a set is not read; write the day alone, 2021-07-19
2001-50                          => 2001-50 does not exist: months run from 01 to 12, parts of a year from 21 to 41
2021-51                          => 2021-51 does not exist: months run from 01 to 12, parts of a year from 21 to 41
2020-06-1x                       => "2020-06-1x" is no date we read; write 2020-06-1X
July                             => "July" is no date we read; write it like …
yesterday                        => "yesterday" is no date we read; write it like …
2021-07-19..2021-07-21           => "2021-07-19..2021-07-21" is no date we read; write 2021-07-19/2021-07-21 or [2021-07-19..2021-07-21]
٢٠٢١-١٣                          => "٢٠٢١-١٣" is no date we read; write it like …
2021-06-XXX                      => "2021-06-XXX" is no date we read; write it like …
202                              => "202" is no date we read; write 0202
2021-W1                          => "2021-W1": a week date is not read; write its first and its last day, as in 2021-07-19/2021-07-25
20210230                         => "20210230" is no date we read; write it like …
"#;

/// What cannot be seen in a table.
const INVISIBLE: [(&str, &str); 8] = [
    (
        "",
        "the date is empty; write it like 2021-07-19, 2021-07, 2021 or 2021-07-XX",
    ),
    (
        " \t\n",
        "the date is empty; write it like 2021-07-19, 2021-07, 2021 or 2021-07-XX",
    ),
    (
        "2021-07-19\0",
        r#""2021-07-19\0" is no date we read; write 2021-07-19"#,
    ),
    (
        "2021-07\n-19",
        r#""2021-07\n-19" is no date we read; write 2021-07-19"#,
    ),
    (
        "\u{200e}2021-07",
        r#""\u{200e}2021-07" is no date we read; write 2021-07"#,
    ),
    (
        "2021\u{202e}-07",
        r#""2021\u{202e}-07" is no date we read; write 2021-07"#,
    ),
    (
        "\u{feff}",
        r#""\u{feff}" is no date we read; write it like …"#,
    ),
    ("\"2021\"", r#""\"2021\"" is no date we read; write 2021"#),
];

const EXAMPLES: &str = "2021-07-19, 2021-07, 2021-07-XX or 2020-09-27/2020-11-10";

/// The rows of a table: what is written, and what is expected.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" => ").expect("two columns"))
        .map(|(text, expected)| (text.trim_end(), expected))
}

/// How the table writes what a text means.
fn meaning(text: &str, sense: Sense) -> String {
    let when = match When::parse_as(text, sense) {
        Ok(when) => when,
        Err(error) => return error.to_string(),
    };
    assert_eq!(when.text(), text.trim());
    assert_eq!(when.sense(), sense);
    let span = when.span();
    let side = |first: Day, last: Day| {
        if first == last {
            first.to_string()
        } else {
            format!("{first} {last}")
        }
    };
    let start = side(span.earliest_start(), span.latest_start());
    let end = side(span.earliest_end(), span.latest_end());
    let bounds = match (start == end, start.contains(' ')) {
        (true, false) => start,
        (true, true) => format!("in {start}"),
        (false, _) => format!("from {start} to {end}"),
    };
    let is_doubtful = when.is_approximate() || when.is_uncertain();
    bounds + if is_doubtful { " doubtful" } else { "" }
}

#[test]
fn every_date_of_the_table_means_what_it_says() {
    let all = [
        (READ, Sense::SomeTime),
        (WHOLE, Sense::Whole),
        (REFUSED, Sense::SomeTime),
    ];
    let mut n_rows = 0;
    for (table, sense) in all {
        for (text, expected) in rows(table) {
            assert_eq!(
                meaning(text, sense),
                expected.replace('…', EXAMPLES),
                "{text}"
            );
            n_rows += 1;
        }
    }
    for (text, expected) in INVISIBLE {
        assert_eq!(
            meaning(text, Sense::SomeTime),
            expected.replace('…', EXAMPLES)
        );
    }
    assert!(n_rows >= 150, "{n_rows} rows");
}

#[test]
fn what_a_message_says_to_write_is_read() {
    for (text, _) in rows(REFUSED).chain(INVISIBLE) {
        let proposed = match When::parse(text) {
            Err(DateError::Spelling { instead, .. }) => instead,
            Err(DateError::NotRead { instead, .. }) => match instead.strip_prefix("write ") {
                Some(instead) => instead.to_owned(),
                None => continue,
            },
            _ => continue,
        };
        let dates = proposed
            .split([' ', ';'])
            .map(|word| word.trim_end_matches(','))
            .filter(|word| word.contains(|char: char| char.is_ascii_digit()));
        for date in dates {
            assert!(When::parse(date).is_ok(), "{text}: {proposed}: {date}");
        }
    }
}

#[test]
fn a_message_repeats_only_the_beginning_of_a_long_text() {
    let message = meaning(&"9".repeat(1_000_000), Sense::SomeTime);
    let beginning = "9".repeat(60);
    assert!(message.starts_with(&format!("\"{beginning}…\" is no date we read")));
}

#[test]
fn a_long_set_is_read_and_a_broken_one_is_refused() {
    let members = "1667,".repeat(200_000);
    assert_eq!(
        meaning(&format!("[{members}1668]"), Sense::SomeTime),
        "in 1667-01-01 1668-12-31"
    );
    for opening in [
        "[",
        "{",
        "2021-",
        "?",
        "X",
        "Y1",
        "1..",
        "/",
        "2021-07-19T1:",
    ] {
        assert!(When::parse(&opening.repeat(200_000)).is_err(), "{opening}");
    }
}

#[test]
fn precision_goes_from_the_day_to_many_years() {
    use DatePrecision::{Day, Month, Range, Season, Year, Years};
    let texts = [
        "2021-07-19",
        "2021-07-1X",
        "2021-41",
        "2021",
        "20XX",
        "[2021]",
        "[2021,2022]",
        "2021-1X",
    ];
    let found = texts.map(|text| When::parse(text).expect("a date").precision());
    assert_eq!(found, [Day, Month, Season, Year, Years, Year, Range, Range]);
    assert!(found.iter().take(5).is_sorted());
    assert_eq!(
        When::parse("2021-34/2022").expect("a date").precision(),
        Year
    );
}

#[test]
fn a_season_can_be_named() {
    let start = |text| When::parse(text).expect("a date").start_season();
    assert_eq!(start("2021-24"), Some(Season::Winter(Hemisphere::NotGiven)));
    assert_eq!(start("2021-26"), Some(Season::Summer(Hemisphere::Northern)));
    assert_eq!(
        start("2021-29~"),
        Some(Season::Spring(Hemisphere::Southern))
    );
    assert_eq!(start("2021-35"), Some(Season::Quarter(3)));
    assert_eq!(start("2021-39"), Some(Season::Third(3)));
    assert_eq!(start("2021-07"), None);
    assert_eq!(start("[2021-21,2021-22]"), None);
    let end = |text| When::parse(text).expect("a date").end_season();
    assert_eq!(end("2021/2021-40"), Some(Season::Half(1)));
    assert_eq!(end("2021-40"), None);
}

#[test]
fn doubts_are_told_apart() {
    for (text, at_start, at_end, is_uncertain) in [
        ("2021~", true, false, false),
        ("2021?", false, false, true),
        ("2021%", true, false, true),
        ("2021/2022%", false, true, true),
        ("[2021~,2022]", true, false, false),
        ("[2021..2022?]", false, false, true),
    ] {
        let when = When::parse(text).expect("a date");
        assert_eq!(when.is_start_approximate(), at_start, "{text}");
        assert_eq!(when.is_end_approximate(), at_end, "{text}");
        assert_eq!(when.is_uncertain(), is_uncertain, "{text}");
        assert!(!when.span().is_exact(), "{text}");
    }
}

#[test]
fn all_of_june_is_certain_where_some_day_in_june_is_possible() {
    let middle = When::parse("2021-06-10/2021-06-12").expect("a date");
    let window = middle.span().bounded_days().expect("days");
    let in_sense = |sense| {
        When::parse_as("2021-06", sense)
            .expect("a date")
            .span()
            .match_in(window)
    };
    assert_eq!(in_sense(Sense::SomeTime), Some(Match::Possible));
    assert_eq!(in_sense(Sense::Whole), Some(Match::Certain));
}

/// One date of any form that a side of an interval can have.
fn dates() -> impl Strategy<Value = String> {
    let year = || {
        (-30..=30_i32).prop_map(|year| match year {
            ..0 => format!("-{:04}", -year),
            _ => format!("{year:04}"),
        })
    };
    let date = prop_oneof![
        (year(), 1..=12, 1..=28)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        (year(), 1..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
        (year(), 21..=41).prop_map(|(year, season)| format!("{year}-{season}")),
        (year(), 1..=12, 0..=2).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day}X")),
        (
            year(),
            prop::sample::select(vec!["-XX", "-XX-XX", "-0X", "-1X"])
        )
            .prop_map(|(year, end)| format!("{year}{end}")),
        (-2..=2_i32).prop_map(|n| if n < 0 {
            format!("-00{}X", -n)
        } else {
            format!("00{n}X")
        }),
        year(),
        prop::sample::select(vec!["Y-12000", "Y12000", "00XX", "-00XX"]).prop_map(str::to_owned),
    ];
    let doubts = prop::sample::select(vec!["", "", "", "~", "?", "%"]);
    (date, doubts)
        .prop_map(|(date, doubt)| format!("{date}{doubt}"))
        .prop_filter("there is no year -0000", |date| When::parse(date).is_ok())
}

/// Any text that is read.
fn texts() -> impl Strategy<Value = String> {
    let joint = prop::sample::select(vec![
        "a", "a/b", "a/..", "../b", "a/", "/b", "[a,b]", "[a..b]", "[..a,b]", "[a, b..]",
    ]);
    (joint, dates(), dates())
        .prop_map(|(joint, a, b)| {
            let sides = |char: char| match char {
                'a' => a.clone(),
                'b' => b.clone(),
                _ => char.to_string(),
            };
            joint.chars().map(sides).collect()
        })
        .prop_filter("it ends after it begins", |text: &String| {
            When::parse(text).is_ok()
        })
}

/// Windows near the years 0 to 30, where the dates are.
fn windows() -> impl Strategy<Value = Window> {
    (-731_000..-700_000_i32, prop_oneof![0..40_i32, 0..9_000_i32]).prop_map(|(first, n)| {
        Window::between(Day::from_number(first), Day::from_number(first + n))
    })
}

fn span(text: &str, sense: Sense) -> TimeSpan {
    When::parse_as(text, sense).expect("a date").span()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let message = meaning(&text, Sense::SomeTime);
        prop_assert!(message.chars().count() < 800);
        prop_assert!(!message.contains(char::is_control));
    }

    #[test]
    fn no_text_of_the_signs_of_dates_makes_the_parser_panic(
        text in "[0-9XYTZESPWu~?%/.,:+\\[\\]{} -]{0,32}", years in "[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?",
    ) {
        for sense in [Sense::SomeTime, Sense::Whole] {
            meaning(&text, sense);
            meaning(&years, sense);
        }
    }

    #[test]
    fn what_people_write_is_never_answered_with_what_is_not_read(
        text in "(c\\. |about |-)?[0-9]{1,4}[./ -]{1,3}(july|[0-9]{1,2}|sep)?[./ –-]{0,2}[0-9]{0,4}(s| BC)?",
    ) {
        if let Err(DateError::Spelling { instead, .. }) = When::parse(&text) {
            for date in instead.split(" or ") {
                prop_assert!(When::parse(date).is_ok(), "{text}: {date}");
            }
        }
    }

    #[test]
    fn a_text_is_kept_word_for_word(text in texts()) {
        for written in [text.clone(), format!(" {text}\n")] {
            let when = When::parse(&written).expect("a date");
            prop_assert_eq!(when.text(), &text);
        }
    }

    #[test]
    fn the_bounds_of_a_date_are_in_order(text in texts()) {
        for sense in [Sense::SomeTime, Sense::Whole] {
            let span = span(&text, sense);
            prop_assert!(span.earliest_start() <= span.latest_start());
            prop_assert!(span.earliest_end() <= span.latest_end());
            prop_assert!(span.earliest_start() <= span.earliest_end());
            prop_assert!(span.latest_start() <= span.latest_end());
        }
    }

    #[test]
    fn what_is_certain_is_possible(text in texts(), window in windows()) {
        for sense in [Sense::SomeTime, Sense::Whole] {
            let span = span(&text, sense);
            let touches = span.days_within(window).is_some();
            prop_assert_eq!(span.match_in(window).is_some(), touches);
            if span.match_in(window) == Some(Match::Certain) {
                prop_assert!(touches);
            }
        }
    }

    #[test]
    fn a_wider_window_loses_no_date(text in texts(), window in windows(), left in 0..500_i32, right in 0..500_i32) {
        let wide = Window::between(window.first().plus_days(-left), window.last().plus_days(right));
        for sense in [Sense::SomeTime, Sense::Whole] {
            let span = span(&text, sense);
            prop_assert!(span.match_in(wide) >= span.match_in(window));
        }
    }

    #[test]
    fn an_interval_reaches_from_the_earliest_start_to_the_latest_end(a in dates(), b in dates()) {
        for sense in [Sense::SomeTime, Sense::Whole] {
            let (start, end) = (span(&a, sense), span(&b, sense));
            match When::parse_as(&format!("{a}/{b}"), sense) {
                Ok(interval) => {
                    prop_assert!(interval.is_interval());
                    prop_assert_eq!(interval.span().earliest_start(), start.earliest_start());
                    prop_assert_eq!(interval.span().latest_end(), end.latest_end());
                    prop_assert!(interval.span().latest_start() <= start.latest_start());
                    prop_assert!(interval.span().earliest_end() >= end.earliest_end());
                }
                Err(error) => {
                    prop_assert!(matches!(error, DateError::EndsBeforeItBegins(_)));
                    prop_assert!(end.latest_end() < start.earliest_start());
                }
            }
        }
    }

    #[test]
    fn a_set_is_the_hull_of_its_members(a in dates(), b in dates(), c in dates()) {
        for sense in [Sense::SomeTime, Sense::Whole] {
            let whole = span(&format!("[{a},{b}, {c}]"), sense);
            let members = [&a, &b, &c].map(|text| span(text, sense));
            let each = |bound: fn(TimeSpan) -> Day| members.into_iter().map(bound);
            prop_assert_eq!(Some(whole.earliest_start()), each(TimeSpan::earliest_start).min());
            prop_assert_eq!(Some(whole.latest_start()), each(TimeSpan::latest_start).max());
            prop_assert_eq!(Some(whole.earliest_end()), each(TimeSpan::earliest_end).min());
            prop_assert_eq!(Some(whole.latest_end()), each(TimeSpan::latest_end).max());
        }
    }

    #[test]
    fn the_whole_of_a_date_matches_no_less_certainly(text in texts(), window in windows()) {
        let (some, whole) = (span(&text, Sense::SomeTime), span(&text, Sense::Whole));
        prop_assert_eq!(some.earliest_start(), whole.earliest_start());
        prop_assert_eq!(some.latest_end(), whole.latest_end());
        prop_assert!(whole.latest_start() <= some.latest_start());
        prop_assert!(whole.earliest_end() >= some.earliest_end());
        prop_assert!(whole.match_in(window) >= some.match_in(window));
    }

    #[test]
    fn days_match_the_same_when_time_runs_backwards(
        first in -900..900_i32, n in 0..90_i32, from in -900..900_i32, length in 0..90_i32,
    ) {
        let day = |number| Day::from_number(number);
        let window = Window::between(day(from), day(from + length));
        let mirrored = Window::between(day(-from - length), day(-from));
        let (a, b) = (day(first), day(first + n));
        let (back_a, back_b) = (day(-first - n), day(-first));
        for (forth, back) in [
            (format!("{a}/{b}"), format!("{back_a}/{back_b}")),
            (format!("[{a}..{b}]"), format!("[{back_a}..{back_b}]")),
            (format!("[{a},{b}]"), format!("[{back_b},{back_a}]")),
            (format!("{a}/.."), format!("../{back_b}")),
            (format!("{a}/"), format!("/{back_b}")),
            (format!("[{a}..]"), format!("[..{back_b}]")),
            (format!("{a}~/{b}"), format!("{back_a}/{back_b}~")),
        ] {
            let (forth, back) = (span(&forth, Sense::SomeTime), span(&back, Sense::SomeTime));
            prop_assert_eq!(forth.match_in(window), back.match_in(mirrored));
        }
    }
}
